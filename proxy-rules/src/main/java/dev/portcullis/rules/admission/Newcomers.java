package dev.portcullis.rules.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients of little recent use have come lately, for whom others have to leave room. Nobody leaves room for himself: a client
 * that was alone at the site, and of little use until now, has all of it.
 *
 * <p>Guarded by the lock of {@link FairAdmission}.
 */
final class Newcomers {

    /** For how long it is heeded that one came. */
    private static final long LATELY_NANOS = Duration.ofSeconds(5).toNanos();

    private @Nullable Account last;
    private long until;
    private long othersUntil;

    Newcomers(long now) {
        until = now;
        othersUntil = now;
    }

    /** A client of little recent use was let in. */
    void came(Account client, long now) {
        if (client != last) {
            last = client;
            othersUntil = until;
        }
        until = now + LATELY_NANOS;
    }

    /** Whether any came lately. */
    boolean have(long now) {
        return now - until < 0;
    }

    /** Whether any other than this one came lately. */
    boolean haveBesides(Account client, long now) {
        return now - (client == last ? othersUntil : until) < 0;
    }
}
