package dev.portcullis.core.http2;

/** What the client sent leaves the connection of no use (RFC 9113 5.4.1). Expected, so it has no stack trace. */
public final class ConnectionException extends Exception {

    private final ErrorCode code;

    /** What is wrong, in words that hold nothing the client sent. */
    public ConnectionException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What the client is told. */
    public ErrorCode code() {
        return code;
    }
}
