package dev.portcullis.core.exchange;

import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.api.Verdict;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that waits, on no thread, until the ban behind it is kept: who has seen that they are banned is still so when the process
 * dies. Used on one event loop only.
 */
final class HeldRefusal {

    /** A disk that takes longer is none to wait for. */
    private static final long LONGEST = Duration.ofMillis(250).toNanos();

    private @Nullable Keeping keeping;
    private long since;

    /**
     * Holds the refusal if it is for a ban that is not kept yet, and says whether it does.
     *
     * @param release runs on {@code loop} when it is held no longer
     */
    boolean holds(Verdict verdict, Executor loop, Runnable release, long now) {
        if (!(verdict instanceof Verdict.Banned banned) || banned.keeping().done()) {
            return false;
        }
        keeping = banned.keeping();
        since = now;
        banned.keeping().whenDone(() -> loop.execute(release));
        return true;
    }

    /** Whether it is held now. */
    boolean isHeld() {
        return keeping != null;
    }

    /** Lets it go, and says whether it was held. */
    boolean ends() {
        boolean held = keeping != null;
        keeping = null;
        return held;
    }

    /** Whether it is held; waits no more for what takes too long. */
    boolean waitsOn(long now) {
        if (keeping != null && now - since >= LONGEST) {
            keeping.giveUp();
        }
        return isHeld();
    }
}
