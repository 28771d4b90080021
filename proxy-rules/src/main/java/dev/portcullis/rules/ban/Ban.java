package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verdict that lasts.
 *
 * @param subject whom it refuses: a client or a network
 * @param rule the rule that made it, or {@link #MANUAL}
 * @param reason one sentence for people: the arithmetic of the rule, or the administrator's words
 * @param start when it began, by the calendar
 * @param end when it ends, by the calendar as it was at the start; the ban itself runs by monotonic time
 * @param times how often the subject has been banned by this rule, this ban included; 1 or more
 * @param observed whether it is only watched: the rule, or the program, is in observe mode, and nobody is refused
 * @param evidence what it was made of; null for an administrator's
 */
public record Ban(
        IpPrefix subject,
        String rule,
        String reason,
        Instant start,
        Instant end,
        int times,
        boolean observed,
        @Nullable Evidence evidence) {

    /** The rule's name on a ban that an administrator made. */
    public static final String MANUAL = "manual";

    /**
     * What made a rule ban: it counted {@code counted}, which is over {@code limit}, within {@code within}.
     *
     * @param count what was counted; null when the first match acted, and then the numbers are 1, 0 and zero
     * @param counted in the unit of {@code count}: requests, nanoseconds or bytes
     * @param last the last of the requests counted, oldest first, at most {@link #MAX_REQUESTS}
     * @param group what stands for those that were counted together, if that isn't the client or its network: what the ban has spent is found by it;
     *     null otherwise
     */
    public record Evidence(
            Rule.@Nullable Count count,
            long counted,
            long limit,
            Duration within,
            List<Request> last,
            @Nullable Fingerprint group) {

        /** How many requests are kept as a sample. */
        public static final int MAX_REQUESTS = 10;

        /** Copies the list. */
        public Evidence {
            last = List.copyOf(last);
        }

        /** What counted the client, or its network. */
        public Evidence(Rule.@Nullable Count count, long counted, long limit, Duration within, List<Request> last) {
            this(count, counted, limit, within, last, null);
        }

        /** The same with only the last request. */
        public Evidence brief() {
            List<Request> only = last.subList(Math.max(0, last.size() - 1), last.size());
            return new Evidence(count, counted, limit, within, only, group);
        }
    }

    /**
     * One of the requests that made a ban.
     *
     * @param at when it arrived
     * @param host the host asked for
     * @param path the normalised path, without the query: that may hold secrets
     * @param status what it was answered with; 0 for a request that has not ended
     * @param originNanos the origin's time it took, in nanoseconds; 0 for a request that has not ended
     * @param fingerprint the JA4 of its TLS handshake; empty when there was none
     */
    public record Request(
            Instant at, String method, String host, String path, int status, long originNanos, String fingerprint) {

        /** A request without a TLS handshake. */
        public Request(Instant at, String method, String host, String path, int status, long originNanos) {
            this(at, method, host, path, status, originNanos, "");
        }
    }
}
