package dev.portcullis.app.report;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyTextTest {

    private final WhyText screen =
            new WhyText(new BanText(ZoneOffset.UTC, SampleBans.START.plus(Duration.ofSeconds(61))), "portcullis", "");

    @Test
    void aBanIsExplainedOnOneScreen() {
        WhyReport why = report(address("192.0.2.7"), true, null, null, List.of(SampleBans.scanner()));

        assertThat(screen.of(why)).isEqualTo("""
                        192.0.2.7 is banned until 2026-11-23 04:00:00 (3 hours 58 minutes left).

                          banned   192.0.2.7
                          why      rule scanner: 101 errors within 5 minutes, over the limit of 100
                          from     2026-11-23 00:00:00
                          until    2026-11-23 04:00:00 (3 hours 58 minutes left)
                          before   once by this rule
                          refused  3 requests so far
                          cost     about 15 seconds of the site's time an hour, had it gone on so
                          TLS      t13d3112h2_e8f1e7e78f70_b26ce05bbdd6
                          code     K7QM-3T9X, on the page that the client sees
                          lift it  portcullis ban remove 192.0.2.7

                          The last 2 of the requests that were counted:
                          TIME      STATUS  ORIGIN   REQUEST
                          23:59:59  404     0.012 s  GET example.org/old.sql
                          00:00:00  -       0.000 s  GET example.org/\\x1b[2J\\x9b\\x0d\\x0ax
                        """);
    }

    @Test
    void aClientOfABannedNetworkIsToldWhichAndHowToReachIt() {
        IpPrefix address = address("2001:db8::7");
        WhyReport why = new WhyReport(
                address,
                address.widen(32, 64),
                true,
                null,
                null,
                false,
                List.of(SampleBans.account(SampleBans.manual())),
                List.of());

        assertThat(new WhyText(new BanText(ZoneOffset.UTC, SampleBans.START), "portcullis", " --admin [::1]:9").of(why))
                .isEqualTo("""
                        2001:db8::7 is banned until 2026-11-30 00:00:00 (7 days left).
                        Its requests are charged to 2001:db8::/64.

                          banned   2001:db8::/48
                          why      an administrator: same bot,\\x09many addresses
                          from     2026-11-23 00:00:00
                          until    2026-11-30 00:00:00 (7 days left)
                          refused  3 requests so far
                          code     K7QM-3T9X, on the page that the client sees
                          lift it  portcullis ban remove 2001:db8::/48 --admin [::1]:9
                        """);
    }

    @Test
    void whoIsNotBannedIsToldWhatStandsAgainstThemByEachRule() {
        WhyReport why = report(address("192.0.2.8"), false, null, null, List.of());

        assertThat(screen.of(why)).isEqualTo("""
                        192.0.2.8 is not banned.

                          What stands against it now:
                          RULE     COUNTED    LIMIT        USED  WHAT IT DOES
                          scanner  12 errors  100 errors   12%   more than 100 errors per client within 5 minutes: ban for 1 hour
                          probes   -          first match  -     any request (path */.env): ban for 12 hours
                        """);
    }

    @Test
    void whoIsAllowedIsToldThatNoRuleActs() {
        WhyReport why = report(address("192.0.2.7"), false, "192.0.2.0/24", null, List.of(SampleBans.scanner()));

        assertThat(screen.of(why)).startsWith("""
                        192.0.2.7 is under a ban that refuses nobody: allow beats ban.
                        It is on the allow-list (192.0.2.0/24): no rule acts on it.

                          banned   192.0.2.7
                        """);
    }

    @Test
    void anObservedBanSaysThatItRefusesNobody() {
        WhyReport why = report(address("198.51.100.9"), false, null, null, List.of(SampleBans.observed()));

        assertThat(screen.of(why))
                .startsWith("198.51.100.9 is under a ban that refuses nobody: rule costly only watches.\n")
                .contains("  banned   198.51.100.9 (only watched)\n");
    }

    @Test
    void whoCantBeBannedIsToldWhy() {
        WhyReport why = report(
                address("127.0.0.1"), false, null, "127.0.0.1 can't be banned: it is this machine itself", List.of());

        assertThat(screen.of(why))
                .startsWith("127.0.0.1 is not banned.\n127.0.0.1 can't be banned: it is this machine itself.\n");
    }

    @Test
    void aLongPathIsCutSoThatTheScreenStaysOne() {
        Ban.Request request = new Ban.Request(SampleBans.START, "GET", "example.org", "/" + "a".repeat(5000), 404, 0);
        Ban ban = new Ban(
                address("192.0.2.7"),
                "scanner",
                "why",
                SampleBans.START,
                SampleBans.START,
                1,
                false,
                new Ban.Evidence(Rule.Count.ERRORS, 2, 1, Duration.ofMinutes(1), List.of(request)));

        assertThat(screen.of(report(address("192.0.2.7"), true, null, null, List.of(ban)))
                        .lines())
                .allMatch(line -> line.length() < 140);
    }

    @Test
    void whereItWasCountedTogetherWithOthersIsToldWithTheCounts() {
        WhyReport.Progress progress = new WhyReport.Progress(Rule.Count.REQUESTS, 960, 1000);
        WhyReport why = new WhyReport(
                address("192.0.2.7"),
                address("192.0.2.7"),
                false,
                null,
                null,
                false,
                List.of(),
                List.of(
                        new WhyReport.Standing(
                                "agents",
                                "more than 1000 requests per agent",
                                progress,
                                "agent",
                                List.of(new WhyReport.Group("Bad\u001bBot", 960), new WhyReport.Group("curl/8", 510))),
                        new WhyReport.Standing(
                                "pages",
                                "more than 1000 requests per path",
                                new WhyReport.Progress(Rule.Count.REQUESTS, 0, 1000),
                                "path",
                                List.of())));

        assertThat(screen.of(why))
                .contains("agents  960 requests  1000 requests  96%")
                .contains("pages   by path       1000 requests  < 50%")
                .contains("agents counts by agent. Its requests were among these:")
                .contains("510 requests  curl/8")
                .doesNotContain("\u001b")
                .doesNotContain("pages counts");
    }

    private static WhyReport report(
            IpPrefix address,
            boolean refused,
            @Nullable String allowedBy,
            @Nullable String unbannable,
            List<Ban> bans) {
        return new WhyReport(
                address,
                address,
                refused,
                allowedBy,
                unbannable,
                false,
                bans.stream().map(SampleBans::account).toList(),
                List.of(
                        new WhyReport.Standing(
                                "scanner",
                                "more than 100 errors per client within 5 minutes: ban for 1 hour",
                                new WhyReport.Progress(Rule.Count.ERRORS, 12, 100)),
                        new WhyReport.Standing("probes", "any request (path */.env): ban for 12 hours", null)));
    }
}
