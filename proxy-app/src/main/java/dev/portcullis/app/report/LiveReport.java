package dev.portcullis.app.report;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.live.Second;
import dev.portcullis.app.live.Traffic;
import dev.portcullis.app.slow.SlowRequest;
import dev.portcullis.rules.ban.Ban;
import java.time.Instant;
import java.util.List;

/**
 * What is happening just now: all that the live page and {@code portcullis top} show.
 *
 * @param at when
 * @param status how the program stands
 * @param seconds the last seconds, the newest last
 * @param spenders who used the most of each origin's time lately
 * @param clients who asked the most within the last minute, and what else those that used the most asked
 * @param bans the bans in force, the newest first, only so many of them
 * @param rules the rules in force, in the order of the configuration
 * @param slow the slowest requests of the last minutes, the slowest first
 */
public record LiveReport(
        Instant at,
        StatusReport status,
        List<Second> seconds,
        List<OriginSpenders> spenders,
        Traffic.Clients clients,
        List<Ban> bans,
        List<RuleLine> rules,
        List<SlowRequest> slow) {

    /** Whether a rule acts. */
    public enum RuleState {
        /** It acts. */
        ENFORCE,
        /** It, or the whole program, only watches. */
        OBSERVE,
        /** It was about to ban a large part of the clients, and only watches until the administrator has looked. */
        STOPPED
    }

    /**
     * A rule.
     *
     * @param report what it is and has done
     * @param state whether it acts
     */
    public record RuleLine(StatusReport.RuleReport report, RuleState state) {}
}
