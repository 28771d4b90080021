package dev.portcullis.core.http;

/**
 * How long a body is.
 *
 * @param length bytes; {@link #UNKNOWN} when it is only known at its end, {@link #UNTIL_CLOSE} when that end is the
 *     connection's
 */
public record Body(long length) {

    /** The length is only known when the body has ended, and the codec says when that is. */
    public static final Body UNKNOWN = new Body(-1);

    /** The body ends with the connection (RFC 9112 6.3, only in responses). */
    public static final Body UNTIL_CLOSE = new Body(-2);

    /** No body. */
    public static final Body NONE = new Body(0);

    /** A body of this many bytes. */
    public static Body of(long length) {
        return length == 0 ? NONE : new Body(length);
    }

    /** Whether there is nothing to come. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Whether the number of bytes is known from the start. */
    public boolean isKnown() {
        return length >= 0;
    }
}
