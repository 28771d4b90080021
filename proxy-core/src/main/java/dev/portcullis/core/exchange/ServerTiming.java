package dev.portcullis.core.exchange;

/** The value of a Server-Timing field (W3C Server Timing, 4): what browsers show of a response in their network panel. */
final class ServerTiming {

    private static final long TENTH = 100_000;

    private ServerTiming() {}

    /** {@code wait;dur=12.3, origin;dur=45.6}: milliseconds before the origin was asked, and until its head came. */
    static String of(long waitNanos, long originNanos) {
        return "wait;dur=" + millis(waitNanos) + ", origin;dur=" + millis(originNanos);
    }

    private static String millis(long nanos) {
        long tenths = (nanos + TENTH / 2) / TENTH;
        return tenths / 10 + "." + tenths % 10;
    }
}
