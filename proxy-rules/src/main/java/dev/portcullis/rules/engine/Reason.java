package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban.Evidence;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Count;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a rule banned, as a sentence for people: its arithmetic, or what was asked for. */
final class Reason {

    private static final int MAX_TEXT = 200;

    private Reason() {}

    /**
     * The sentence.
     *
     * @param outcome how the last request ended; null when it has just arrived
     * @param hit whom a ban of a network hits
     */
    static String of(Rule rule, Evidence evidence, Facts facts, @Nullable Outcome outcome, Collateral hit) {
        Count count = evidence.count();
        if (count == null) {
            if (outcome != null && rule.where().looksAtSignal()) {
                return "the site said: " + Printable.of(outcome.signal().replace("\n", ", "), MAX_TEXT);
            }
            String asked = "asked for " + Printable.of(facts.path(), MAX_TEXT);
            return rule.where().userAgents().isEmpty()
                    ? asked
                    : asked + " as " + Printable.of(facts.userAgent(), MAX_TEXT);
        }
        boolean halved =
                rule.threshold() != null && evidence.limit() < rule.threshold().over();
        return amount(count, evidence.counted()) + what(count) + " within " + duration(evidence.within())
                + ", over the limit of " + amount(count, evidence.limit())
                + (halved ? ", which is halved after its last ban" : "") + by(hit);
    }

    private static String by(Collateral hit) {
        return hit.clients() == 0
                ? ""
                : ", by " + plural(hit.clients(), "client") + ", " + hit.withSession() + " of them with a session";
    }

    private static String what(Count count) {
        return switch (count) {
            case REQUESTS -> " requests";
            case ERRORS -> " errors";
            case ORIGIN_TIME -> " of the origin's time";
            case BYTES -> " bytes";
            case DISTINCT_PATHS -> " different paths";
            case DISTINCT_AGENTS -> " different user agents";
            case FAILED_LOGINS -> " failed logins";
            case PROTOCOL_ERRORS -> " requests that were none";
            case WAITS -> " requests that had to wait";
            case SCORE -> " points";
        };
    }

    /** Times in seconds, rounded up to tenths: what is over a limit of whole tenths is seen to be. */
    private static String amount(Count count, long amount) {
        if (count != Count.ORIGIN_TIME) {
            return Long.toString(amount);
        }
        BigDecimal seconds = BigDecimal.valueOf(amount, 9).setScale(1, RoundingMode.CEILING);
        return seconds.stripTrailingZeros().toPlainString() + " s";
    }

    private static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return plural(seconds / 86_400, "day");
        }
        if (seconds % 3600 == 0) {
            return plural(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? plural(seconds / 60, "minute") : plural(seconds, "second");
    }

    private static String plural(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
