package dev.portcullis.rules.engine;

/** What the bytes of frames of counts begin with, and how subjects are written. */
final class CountFrame {

    /** The version of what follows; another version is not understood. */
    static final int VERSION = 2;

    /** A frame that says which rules count under which number; holds for the frames behind it. After it: version, key, process, book. */
    static final int BOOK = 1;

    /**
     * A frame of counts. After it: when it was written, by the calendar, in milliseconds, and by the process's monotonic time, in nanoseconds;
     * entries, each behind its length.
     */
    static final int COUNTS = 2;

    static final int EVERYBODY = 0;
    static final int BLOCK = 1;
    static final int FINGERPRINT = 2;
    static final int SESSION = 3;

    private CountFrame() {}
}
