package dev.portcullis.app.fake;

import static dev.portcullis.app.fake.FakeExchange.address;

import dev.portcullis.app.report.WhyReport;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Bans to show and to tell of; all began at 2026-11-23T00:00:00Z. */
public final class SampleBans {

    public static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private SampleBans() {}

    /** A ban that has refused three requests, under a code that all samples share. */
    public static WhyReport.Account account(Ban ban) {
        return new WhyReport.Account(ban, "K7QM-3T9X", 3, null);
    }

    /** By rule scanner, for the second time, with two requests; the path of the last tries to command a terminal. */
    public static Ban scanner() {
        return new Ban(
                address("192.0.2.7"),
                "scanner",
                "101 errors within 5 minutes, over the limit of 100",
                START,
                START.plus(Duration.ofHours(4)),
                2,
                false,
                new Ban.Evidence(
                        Rule.Count.ERRORS,
                        101,
                        100,
                        Duration.ofMinutes(5),
                        List.of(
                                new Ban.Request(
                                        START.minusSeconds(1),
                                        "GET",
                                        "example.org",
                                        "/old.sql",
                                        404,
                                        12_400_000,
                                        "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6"),
                                new Ban.Request(START, "GET", "example.org", "/\u001b[2J\u009b\r\nx", 0, 0))));
    }

    /** By an administrator, of a network. */
    public static Ban manual() {
        return new Ban(
                new IpPrefix(0x2001_0db8_0000_0000L, 0, 48),
                Ban.MANUAL,
                "same bot,\tmany addresses",
                START,
                START.plus(Duration.ofDays(7)),
                1,
                false,
                null);
    }

    /** By a rule that counts the origin's time and only watches. */
    public static Ban observed() {
        return new Ban(
                address("198.51.100.9"),
                "costly",
                "600.1 s of the origin's time within 10 minutes, over the limit of 600 s",
                START,
                START.plus(Duration.ofHours(1)),
                1,
                true,
                new Ban.Evidence(
                        Rule.Count.ORIGIN_TIME, 600_123_456_789L, 600_000_000_000L, Duration.ofMinutes(10), List.of()));
    }
}
