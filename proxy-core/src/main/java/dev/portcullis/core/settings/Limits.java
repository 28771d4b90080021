package dev.portcullis.core.settings;

/**
 * How much of a message is accepted, from clients and from the origin alike.
 *
 * @param requestLine bytes of the request line, 256 to 65,536; a longer one gets 414
 * @param headers bytes of a head without its first line, 1,024 to 1,048,576; more gets 431, from the origin 502
 * @param headerFields fields of a head, 10 to 1,000; more gets 431, from the origin 502
 */
public record Limits(int requestLine, int headers, int headerFields) {

    /** 8 KiB, 64 KiB, 100 fields. */
    public static final Limits DEFAULT = new Limits(8 << 10, 64 << 10, 100);
}
