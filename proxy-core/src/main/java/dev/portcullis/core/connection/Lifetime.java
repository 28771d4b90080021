package dev.portcullis.core.connection;

import dev.portcullis.core.settings.Timeouts;
import java.time.Duration;

/** Where a client's connection stands, and until when it may stand there. */
public final class Lifetime {

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final HeadDeadline head;
    private Phase phase = Phase.AWAITING;
    private long since;
    private Duration linger = LINGER;

    /** What a connection is doing. */
    public enum Phase {
        /** Nothing is being served: a head is awaited or under way. */
        AWAITING,
        /** An exchange is under way. */
        SERVING,
        /** The last of what is sent is being written. */
        ENDING,
        /** All was written and no more will be; what the client still sends is discarded until it has seen that. */
        LINGERING,
        /** It is gone. */
        CLOSED
    }

    /** What is to be done. */
    public enum Due {
        /** It may go on. */
        NOTHING,
        /** A part of a head has come, and the rest takes too long. */
        REFUSE,
        /** What was waited for takes too long. */
        CLOSE
    }

    /** The lifetime of a connection that begins now. */
    public Lifetime(long now) {
        this.head = new HeadDeadline(now);
        this.since = now;
    }

    /** What it is doing. */
    public Phase phase() {
        return phase;
    }

    /** Whether it is doing this. */
    public boolean is(Phase asked) {
        return phase == asked;
    }

    /** It does this from now on. */
    public void enter(Phase next, long now) {
        phase = next;
        since = now;
        if (next == Phase.AWAITING) {
            head.keep(now);
        }
    }

    /** Lingers for so long, or as long as others do if that is longer. */
    public void linger(Duration atLeast, long now) {
        linger = atLeast.compareTo(LINGER) > 0 ? atLeast : LINGER;
        enter(Phase.LINGERING, now);
    }

    /** The first bytes of a head have come, perhaps not for the first time. */
    public void headBegins(long now) {
        if (phase == Phase.AWAITING) {
            head.begin(now);
        }
    }

    /** As {@link #headBegins}, of another head than the one that perhaps was under way. */
    public void headBeginsAnew(long now) {
        if (phase == Phase.AWAITING) {
            head.keep(now);
            head.begin(now);
        }
    }

    /** Whether nothing is being served and no part of a head has come. */
    public boolean isIdle() {
        return phase == Phase.AWAITING && !head.hasBegun();
    }

    /** When the head, or the waiting for it, began. */
    public long headSince() {
        return head.since();
    }

    /** What is to be done about the phase; an exchange under way has deadlines of its own. */
    public Due due(long now, Timeouts timeouts) {
        return switch (phase) {
            case AWAITING -> head.due(now, timeouts);
            case ENDING -> now - since < timeouts.idle().toNanos() ? Due.NOTHING : Due.CLOSE;
            case LINGERING -> now - since < linger.toNanos() ? Due.NOTHING : Due.CLOSE;
            case SERVING, CLOSED -> Due.NOTHING;
        };
    }
}
