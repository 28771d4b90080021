package dev.portcullis.rules.config;

import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.SafetySettings.Admins;
import dev.portcullis.rules.rule.SafetySettings.Breaker;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the keys {@code bans}, {@code learn-admins} and {@code untrusted-forwarding}. */
public final class SafetyReader {

    private static final Kind<Duration> PROBATION = offOr(Duration.ZERO, durations(Duration.ofSeconds(1)));
    private static final Kind<Double> SHARE =
            offOr(Breaker.OFF.share(), Kind.of("a percentage from 1% to 100%", SafetyReader::share));
    private static final Kind<Integer> LEAST = Kinds.integers(1, 1_000_000);
    private static final Kind<String> PATH = Kind.of("a path such as /wp-admin/*", SafetyReader::path);
    private static final Kind<String> COOKIE =
            offOr("", Kind.of("a cookie's name such as PHPSESSID", SafetyReader::cookie));
    private static final Kind<Forwarding> FORWARDING = Kinds.words(Forwarding.class);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}) ?%");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    /** What comes of a peer that acts as a proxy without being trusted. */
    private enum Forwarding {
        OBSERVE,
        IGNORE
    }

    private SafetyReader() {}

    /** The settings. */
    public static SafetySettings read(Section root) {
        SafetySettings defaults = SafetySettings.DEFAULT;
        Section bans = root.section("bans");
        Section breaker = bans.section("breaker");
        return new SafetySettings(
                bans.get("probation", PROBATION, defaults.probation()),
                new Breaker(
                        breaker.get("share", SHARE, defaults.breaker().share()),
                        breaker.get("least", LEAST, defaults.breaker().least()),
                        breaker.get(
                                "pause",
                                durations(Duration.ofSeconds(10)),
                                defaults.breaker().pause())),
                admins(root.section("learn-admins")),
                root.get("untrusted-forwarding", FORWARDING, Forwarding.OBSERVE) == Forwarding.OBSERVE);
    }

    private static Admins admins(Section section) {
        Admins defaults = Admins.NONE;
        List<String> paths =
                section.items("paths", PATH).stream().map(Section.Item::value).toList();
        List<StatusRange> statuses = section.some("status", ConditionReader.STATUSES).stream()
                .map(Section.Item::value)
                .toList();
        String cookie = section.get("cookie", COOKIE, defaults.cookie());
        Duration lasts =
                section.get("for", Kinds.durations(Duration.ofMinutes(1), Duration.ofDays(365)), defaults.lasts());
        return new Admins(paths, statuses.isEmpty() ? defaults.statuses() : statuses, cookie, lasts);
    }

    private static Kind<Duration> durations(Duration least) {
        return Kinds.durations(least, Duration.ofDays(31));
    }

    private static String path(String text) throws BadValue {
        if (!text.startsWith("/") && !text.startsWith("*")) {
            throw new BadValue(Kinds.quoted(text) + " is not a path");
        }
        if (text.matches("[/*]+")) {
            throw new BadValue(Kinds.quoted(text) + " is every path: everybody would be an administrator");
        }
        return text;
    }

    private static String cookie(String text) throws BadValue {
        if (!TOKEN.matcher(text).matches()) {
            throw new BadValue(Kinds.quoted(text) + " is not a cookie's name");
        }
        return text;
    }

    private static double share(String text) throws BadValue {
        Matcher percent = PERCENT.matcher(text.strip());
        int value = percent.matches() ? Integer.parseInt(percent.group(1)) : 0;
        if (value < 1 || value > 100) {
            throw new BadValue(Kinds.quoted(text) + " is not such a percentage");
        }
        return value / 100.0;
    }

    private static <T> Kind<T> offOr(T off, Kind<T> kind) {
        return Kind.of(
                "off or " + kind.expected(),
                text -> text.equals("off") || text.equals("false") ? off : kind.parse(text));
    }
}
