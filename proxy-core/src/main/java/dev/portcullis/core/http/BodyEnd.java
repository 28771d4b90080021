package dev.portcullis.core.http;

/**
 * The end of a body; every message has one, after its head and its content.
 *
 * @param trailers the fields after a chunked body (RFC 9112 7.1.2), empty for nearly all
 */
public record BodyEnd(Fields trailers) {

    /** An end without trailers. */
    public static final BodyEnd PLAIN = new BodyEnd(Fields.EMPTY);
}
