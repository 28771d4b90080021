package dev.portcullis.rules.rule;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule, as the administrator wrote it and the configuration checked it: "count X per Y over N within T, then A for D".
 *
 * @param name the key it stands under, lower-case letters, digits and {@code -}; that of a rule of one site is preceded by the
 *     site's and a dot, as in {@code shop.scanner}
 * @param sites which sites' requests it looks at
 * @param threshold what must be exceeded before the rule acts; null when the first match acts
 * @param where which requests the rule looks at
 * @param then what happens
 * @param terms how long a ban lasts; null unless {@code then} is {@link Action#BAN}
 * @param observe whether the rule is evaluated, logged and measured but changes nothing
 * @param particulars what few rules say
 */
public record Rule(
        String name,
        Sites sites,
        @Nullable Threshold threshold,
        Condition where,
        Action then,
        @Nullable BanTerms terms,
        boolean observe,
        Particulars particulars) {

    /** Throws IllegalArgumentException when the parts don't fit together. */
    public Rule {
        if (then == Action.BAN && terms == null) {
            throw new IllegalArgumentException("rule " + name + " bans, but says not for how long");
        }
        if (then == Action.THROTTLE && threshold == null) {
            throw new IllegalArgumentException("rule " + name + " throttles, but says not past how much");
        }
        if ((then == Action.ADD) != (particulars.points() > 0)) {
            throw new IllegalArgumentException("rule " + name + " adds no points, or acts besides");
        }
    }

    /** A rule without particulars. */
    public Rule(
            String name,
            Sites sites,
            @Nullable Threshold threshold,
            Condition where,
            Action then,
            @Nullable BanTerms terms,
            boolean observe) {
        this(name, sites, threshold, where, then, terms, observe, Particulars.NONE);
    }

    /** A rule for all sites, without particulars. */
    public Rule(
            String name,
            @Nullable Threshold threshold,
            Condition where,
            Action then,
            @Nullable BanTerms terms,
            boolean observe) {
        this(name, Sites.ALL, threshold, where, then, terms, observe);
    }

    /** The same rule with other terms. */
    public Rule with(BanTerms others) {
        return new Rule(name, sites, threshold, where, then, others, observe, particulars);
    }

    /** What a rule counts. */
    public enum Count {
        /** Requests that matched and were let through. */
        REQUESTS,
        /** Requests that matched and that the origin answered with 400 to 599, or whose status the rule names itself. */
        ERRORS,
        /** Nanoseconds of the origin's time that matching requests took. */
        ORIGIN_TIME,
        /** Bytes of the bodies of matching requests and of their responses. */
        BYTES,
        /** Different normalised paths that matching requests asked for. */
        DISTINCT_PATHS,
        /** Different user agents that matching requests named. */
        DISTINCT_AGENTS,
        /** Requests that the origin answered as a failed login ({@link Logins}), or of which it said so. */
        FAILED_LOGINS,
        /** What was sent in the place of requests and is none, or broke off: Portcullis answered it with 400 and the like. */
        PROTOCOL_ERRORS,
        /** Matching requests that had to wait for the origin behind more than 32 others of the same client, while it did not stand still. */
        WAITS,
        /** Points that other rules have added. */
        SCORE;

        /** Whether different things are counted, each once. */
        public boolean isDistinct() {
            return this == DISTINCT_PATHS || this == DISTINCT_AGENTS;
        }

        /** Whether it is known only after a request was let through, whatever the rule's condition. */
        public boolean isOfOutcomes() {
            return switch (this) {
                case REQUESTS, DISTINCT_PATHS, DISTINCT_AGENTS -> false;
                case ERRORS, ORIGIN_TIME, BYTES, FAILED_LOGINS, PROTOCOL_ERRORS, WAITS, SCORE -> true;
            };
        }
    }

    /** What a rule does. The order is that of strictness, mildest first. */
    public enum Action {
        OBSERVE,
        /** Points are added to the client's scores. */
        ADD,
        /** 429 with Retry-After while the count is over. */
        THROTTLE,
        /** 403. */
        DENY,
        /** The connection is closed without an answer. */
        DROP,
        /** The client, or the network for a rule that counts by network, is refused for a time. */
        BAN
    }

    /**
     * How much is too much.
     *
     * @param over the most that is allowed within the window, in the unit that {@code count} says; at least 1. One more acts.
     * @param within the window's length, 1 second to 31 days
     */
    public record Threshold(Count count, Per per, long over, Duration within) {}

    /**
     * How long a ban lasts: {@code lasts} the first time, multiplied by {@code repeat} each further time, never more than
     * {@code atMost}.
     *
     * @param lasts 1 second or more
     * @param repeat 1 or more; 1 means that every ban lasts as long as the first
     * @param atMost not less than {@code lasts}
     */
    public record BanTerms(Duration lasts, int repeat, Duration atMost) {}
}
