package dev.portcullis.rules.api;

import org.jspecify.annotations.Nullable;

/**
 * What the rules say of one request, with the reason. Which reply the client gets for it is decided elsewhere.
 *
 * <p>When several rules act on a request the strictest wins: allow before all, then banned, drop, deny, throttle, observe.
 */
public sealed interface Verdict {

    /** Whether the request goes on to the origin. */
    default boolean forwards() {
        return false;
    }

    /** The name of the rule that decided, or of the allow-list's entry; null when none did. */
    @Nullable
    String rule();

    /** The word for it in configuration, logs and metrics: {@code pass}, {@code allow}, {@code observe}... */
    String action();

    /** No rule acts. */
    enum Pass implements Verdict {
        INSTANCE;

        @Override
        public boolean forwards() {
            return true;
        }

        @Override
        public @Nullable String rule() {
            return null;
        }

        @Override
        public String action() {
            return "pass";
        }
    }

    /** The client is on the allow-list: nothing is counted against it. {@code rule} is the entry, as configured. */
    record Allow(String rule) implements Verdict {
        @Override
        public boolean forwards() {
            return true;
        }

        @Override
        public String action() {
            return "allow";
        }
    }

    /** A rule in observe mode would have acted; {@code would} is the action it names. */
    record Observe(String rule, String would) implements Verdict {
        @Override
        public boolean forwards() {
            return true;
        }

        @Override
        public String action() {
            return "observe";
        }
    }

    /** Too much for now; {@code retryAfterSeconds}, at least 1, is when the next such request will pass. */
    record Throttle(String rule, int retryAfterSeconds) implements Verdict {
        @Override
        public String action() {
            return "throttle";
        }
    }

    /** Refused, this request only. */
    record Deny(String rule) implements Verdict {
        @Override
        public String action() {
            return "deny";
        }
    }

    /** The connection is to be closed without an answer. */
    record Drop(String rule) implements Verdict {
        @Override
        public String action() {
            return "drop";
        }
    }

    /**
     * The client is banned.
     *
     * @param rule what made the ban ({@code manual} for an administrator's)
     * @param code what the client may quote to the administrator, who finds the ban by it; empty when there is none
     * @param keeping what the refusal waits for, a short time at most
     */
    record Banned(String rule, String code, Keeping keeping) implements Verdict {

        /** A ban without a code, which no refusal waits for. */
        public Banned(String rule) {
            this(rule, "", Keeping.DONE);
        }

        @Override
        public String action() {
            return "ban";
        }
    }
}
