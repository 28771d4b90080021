package dev.portcullis.core.http2;

/** The settings that mean something here (RFC 9113 6.5.2, RFC 8441 3), by their identifiers. */
public final class Setting {

    /** Whether the sender takes pushes: 0 or 1. */
    public static final int ENABLE_PUSH = 0x2;

    /** How many streams the other side may have open. */
    public static final int MAX_CONCURRENT_STREAMS = 0x3;

    /** How large the window of a new stream is. */
    public static final int INITIAL_WINDOW_SIZE = 0x4;

    /** How large a frame's payload may be. */
    public static final int MAX_FRAME_SIZE = 0x5;

    /** How large a header list may be, decoded. */
    public static final int MAX_HEADER_LIST_SIZE = 0x6;

    /** Whether the extended CONNECT is understood. */
    public static final int ENABLE_CONNECT_PROTOCOL = 0x8;

    private Setting() {}

    /** Refuses a value that the setting can't have. */
    static void check(int id, long value) throws ConnectionException {
        if (id == INITIAL_WINDOW_SIZE && value > Integer.MAX_VALUE) {
            throw new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
        }
        boolean wrong = (id == ENABLE_PUSH || id == ENABLE_CONNECT_PROTOCOL) && value > 1
                || id == MAX_FRAME_SIZE && (value < FrameReader.MAX_FRAME || value > 0xFF_FFFF);
        if (wrong) {
            throw new ConnectionException(ErrorCode.PROTOCOL_ERROR, "a setting has a value that it can't have");
        }
    }
}
