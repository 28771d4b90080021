package dev.portcullis.rules.rule;

import dev.portcullis.rules.rule.Condition.StatusRange;
import java.time.Duration;
import java.util.List;

/**
 * What is heeded before anybody is banned, and after.
 *
 * @param probation how long after a ban the limit of its rule is halved for its subject; zero for not at all
 * @param breaker when a rule that bans is stopped
 * @param admins who is learnt to be an administrator
 * @param noticesProxies whether rules only watch a peer that acts as a proxy without being trusted
 */
public record SafetySettings(Duration probation, Breaker breaker, Admins admins, boolean noticesProxies) {

    /** What holds unless it is configured otherwise. */
    public static final SafetySettings DEFAULT =
            new SafetySettings(Duration.ofHours(1), Breaker.DEFAULT, Admins.NONE, true);

    /** Nothing. */
    public static final SafetySettings NONE = new SafetySettings(Duration.ZERO, Breaker.OFF, Admins.NONE, false);

    /**
     * When a rule that bans is stopped, because it bans too many.
     *
     * @param share how large a part of the visitors that asked lately it may ban within a minute, above 0 to 1; more than 1 stops no rule
     * @param least up to so many bans of visitors within a minute it is never stopped
     * @param pause how long it only watches then
     */
    public record Breaker(double share, int least, Duration pause) {

        /** A third of the visitors, but 20 at least; ten minutes. */
        public static final Breaker DEFAULT = new Breaker(0.3, 20, Duration.ofMinutes(10));

        /** Never. */
        public static final Breaker OFF = new Breaker(2, 20, Duration.ofMinutes(10));
    }

    /**
     * Who is learnt to be an administrator: a client whose request the site answered as only one who is signed in.
     *
     * @param paths globs on the path of such a request; empty when nobody is learnt
     * @param statuses what it is answered with
     * @param cookie a cookie that it must have; empty when it need not
     * @param lasts for how long the client is spared then, from the last such request
     */
    public record Admins(List<String> paths, List<StatusRange> statuses, String cookie, Duration lasts) {

        /** Nobody. */
        public static final Admins NONE =
                new Admins(List.of(), List.of(new StatusRange(200, 299)), "", Duration.ofDays(30));

        /** Copies the lists. */
        public Admins {
            paths = List.copyOf(paths);
            statuses = List.copyOf(statuses);
        }
    }
}
