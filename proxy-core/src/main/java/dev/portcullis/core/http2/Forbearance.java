package dev.portcullis.core.http2;

import java.time.Duration;

/**
 * How much a client may ask for in vain on one connection (RFC 9113 10.5): streams that end by a reset of either side, streams that end because
 * it sends or takes too slowly, and frames that ask for nothing. Past that the connection is ended with {@link ErrorCode#ENHANCE_YOUR_CALM}.
 *
 * <p>A reset costs the attacker nothing and the origin a request (CVE-2023-44487, CVE-2025-8671). A visitor who leaves a page of
 * images cancels at most as many as may be open at once: a hundred. Twice within the time passes; the third time costs a new
 * connection, no more.
 *
 * <p>Over HTTP/1.1 whoever sends a body too slowly loses its connection. Here it would lose one stream of a hundred and open another in its
 * place at once, and the site would wait for a hundred bodies without an end; so a few such streams end the connection.
 *
 * <p>Each request and each frame of a response that was sent pays for a few frames without use: window updates, pings, priorities. So
 * a client that is served is never near the limit, however long it is.
 */
public final class Forbearance {

    /** Streams that may be reset within the time. */
    public static final int RESETS = 199;

    /** Frames without use that may come within the time, and are not paid for. */
    public static final int IDLE_FRAMES = 400;

    /** Streams that may end within the time because the client was too slow. */
    public static final int SLOW = 16;

    private static final long WINDOW = Duration.ofSeconds(30).toNanos();
    private static final int MOST_CREDIT = 1000;
    private static final int PER_REQUEST = 4;
    private static final int PER_FRAME = 2;
    private static final int BYTES_PER_UPDATE = 2048;

    private final Tally resets = new Tally(RESETS, WINDOW);
    private final Tally slow = new Tally(SLOW, WINDOW);
    private final Tally idle = new Tally(IDLE_FRAMES, WINDOW);
    private int credit;

    /** A stream is reset by either side. */
    public void reset(long now) throws ConnectionException {
        if (resets.exceeds(now)) {
            throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "too many streams are reset");
        }
    }

    /** A stream has ended because the client was too slow. */
    public void tooSlow(long now) throws ConnectionException {
        if (slow.exceeds(now)) {
            throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "too many streams are too slow");
        }
    }

    /** A frame has come that asks for nothing. */
    public void idleFrame(long now) throws ConnectionException {
        if (credit > 0) {
            credit--;
        } else if (idle.exceeds(now)) {
            throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "too many frames ask for nothing");
        }
    }

    /** A request has come. */
    public void request() {
        credit = Math.min(MOST_CREDIT, credit + PER_REQUEST);
    }

    /** A frame of a response with so many bytes has been sent: some clients open two windows for each 4 KiB that they read. */
    public void frameSent(int bytes) {
        credit = Math.min(MOST_CREDIT, credit + PER_FRAME + bytes / BYTES_PER_UPDATE);
    }
}
