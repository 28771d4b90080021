package dev.portcullis.app.admin;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.LiveReport;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.app.report.WhyReport;
import dev.portcullis.app.slow.SlowRequest;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What an administrator can ask of the running program. Called on the admin listener's thread. */
public interface Operator {

    /** Whether clients are served: false once the program is stopping. */
    boolean ready();

    /** The page that Prometheus reads. */
    String metrics();

    /** How the program stands. */
    StatusReport status();

    /** What is happening just now. */
    LiveReport live();

    /** Reads the configuration again and puts it in force, away from this thread. What comes of it is no exception. */
    CompletableFuture<ReloadReport> reload();

    /**
     * The clients that used the most of each origin's time lately, the costliest first.
     *
     * @param most how many of each origin at most
     */
    List<OriginSpenders> spenders(int most);

    /** The slowest requests of the last minutes, the slowest first, {@code most} of them at most. */
    List<SlowRequest> slowest(int most);

    /**
     * Sends a test notification, away from this thread. What comes of it is no exception.
     *
     * @param target to this target; null for all. Without results there is no such target, or none at all
     */
    CompletableFuture<List<TestResult>> testNotifications(@Nullable String target);

    /** Lets a new process take over; returns at once. */
    CompletableFuture<ReloadReport> restart();

    /**
     * The process that takes over serves: gives it the bans, and releases the port that the administrator asks at. Throws
     * IllegalArgumentException, with a message for people, when no process is to take over.
     */
    List<Ban> handOver();

    /** A process that this one has taken over from has made these bans while it finished what it had begun. */
    void inherit(List<Ban> bans);

    /**
     * Some of the bans in force, the newest first.
     *
     * @param most how many at most, from 1 to {@link BanPage#MOST}
     * @param after where the page before ended ({@link BanPage#next}); null for the newest. Throws IllegalArgumentException, with a message for
     *     people, when it is something else
     */
    BanPage bans(int most, @Nullable String after);

    /** Bans; throws IllegalArgumentException, with a message for people, when the subject can't be banned. */
    Ban ban(IpPrefix subject, Duration lasts, String reason);

    /** Lifts the subject's bans and forgets what was counted for it; gives back the bans that were lifted. */
    List<Ban> lift(IpPrefix subject);

    /**
     * Lifts all bans that this rule made, and forgets what was counted for those who were banned.
     *
     * @return the bans that were lifted
     */
    List<Ban> liftAll(String rule);

    /** How an address stands: refused or not, and why. */
    WhyReport why(IpPrefix address);

    /** The bans in force that have this support code: nearly always one or none. */
    List<Ban> coded(String code);
}
