package dev.portcullis.core.http2;

/** What the client sent leaves one stream of no use (RFC 9113 5.4.2). Expected, so it has no stack trace. */
public final class StreamException extends Exception {

    private final ErrorCode code;

    /** What is wrong, in words that hold nothing the client sent. */
    public StreamException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What the client is told. */
    public ErrorCode code() {
        return code;
    }
}
