package dev.portcullis.core.http3;

/** Why a stream or a connection is ended (RFC 9114 8.1). */
public enum ErrorCode {
    NO_ERROR(0x100),
    GENERAL_PROTOCOL_ERROR(0x101),
    INTERNAL_ERROR(0x102),
    EXCESSIVE_LOAD(0x107),
    REQUEST_REJECTED(0x10b),
    REQUEST_CANCELLED(0x10c),
    REQUEST_INCOMPLETE(0x10d),
    MESSAGE_ERROR(0x10e);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** As it is on the wire. */
    public int code() {
        return code;
    }

    /** What says in HTTP/3 what this says in HTTP/2 of a stream. */
    public static ErrorCode of(dev.portcullis.core.http2.ErrorCode code) {
        return switch (code) {
            case NO_ERROR -> NO_ERROR;
            case CANCEL -> REQUEST_CANCELLED;
            case REFUSED_STREAM -> REQUEST_REJECTED;
            case ENHANCE_YOUR_CALM -> EXCESSIVE_LOAD;
            case INTERNAL_ERROR -> INTERNAL_ERROR;
            case PROTOCOL_ERROR -> MESSAGE_ERROR;
            case FLOW_CONTROL_ERROR,
                    SETTINGS_TIMEOUT,
                    STREAM_CLOSED,
                    FRAME_SIZE_ERROR,
                    COMPRESSION_ERROR,
                    CONNECT_ERROR,
                    INADEQUATE_SECURITY,
                    HTTP_1_1_REQUIRED -> GENERAL_PROTOCOL_ERROR;
        };
    }
}
