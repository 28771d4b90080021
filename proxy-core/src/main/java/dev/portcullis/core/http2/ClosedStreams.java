package dev.portcullis.core.http2;

/**
 * The streams that were closed last, and whether we reset them: then frames that were on their way are ignored (RFC 9113 5.1), while
 * on any other closed stream they are an error.
 */
public final class ClosedStreams {

    private static final int REMEMBERED = 256;

    private final int[] streams = new int[REMEMBERED];
    private int next;

    /** Notes that a stream is closed. */
    public void add(int stream, boolean resetByUs) {
        streams[next] = resetByUs ? -stream : stream;
        next = (next + 1) % REMEMBERED;
    }

    /** Whether this stream was reset by us. */
    public boolean resetByUs(int stream) {
        return has(-stream);
    }

    /** Whether this stream was open once, as far as is remembered. */
    public boolean wasOpen(int stream) {
        return has(stream) || has(-stream);
    }

    private boolean has(int marked) {
        for (int stream : streams) {
            if (stream == marked) {
                return true;
            }
        }
        return false;
    }
}
