package dev.portcullis.core.http;

/** A message that breaks the protocol or a limit. Expected, so it has no stack trace. */
public final class MalformedMessageException extends Exception {

    private final int status;

    /**
     * What is wrong.
     *
     * @param status what a client is answered with, 400 to 599; a broken response always comes to 502
     * @param message the reason, in words that hold nothing the peer sent
     */
    public MalformedMessageException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** What a client is answered with. */
    public int status() {
        return status;
    }
}
