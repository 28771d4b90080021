package dev.portcullis.core.fingerprint;

import io.netty.buffer.ByteBuf;

/**
 * The first message of a TLS connection (RFC 8446 4.1.2) where it lies among the bytes that a client sent, in one record or in several.
 * Nothing is copied: it is read in place, and only while those bytes are there. What is between its length and its end is
 * whatever the client sent.
 */
public final class ClientHello {

    /** The most bytes of a ClientHello, its header included, that are waited for; a browser's has at most some 2,000. */
    public static final int MOST = 1 << 14;

    static final int RECORD_HEADER = 5;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int MOST_RECORDS = 64;
    private static final int MOST_OF_A_RECORD = 1 << 14;

    private final ByteBuf received;
    private final int start;
    private final int length;
    private final boolean inRecords;

    /**
     * A message among received bytes.
     *
     * @param start where it begins, or the header of the first record that holds it
     * @param length of the message with its own header
     * @param inRecords whether it lies in records, whose headers are no part of it and none of which is empty
     */
    private ClientHello(ByteBuf received, int start, int length, boolean inRecords) {
        this.received = received;
        this.start = start;
        this.length = length;
        this.inRecords = inRecords;
    }

    /** What there is among the bytes that a client has sent so far. */
    public sealed interface Search {

        /** The whole message has come. */
        record Found(ClientHello hello) implements Search {}

        /** It may be one: more has to come. */
        enum Incomplete implements Search {
            /** More has to come. */
            INSTANCE
        }

        /** It is none, whatever may follow. */
        enum Never implements Search {
            /** It is none. */
            INSTANCE
        }
    }

    /**
     * Looks for the message at the beginning of what can be read, whose reader index stays where it is. Records that are empty, of another
     * type, or more than 64, and messages of more than {@code most} bytes, are refused.
     *
     * @param received records (RFC 8446 5.1)
     * @param most bytes of the message, its header included
     */
    public static Search search(ByteBuf received, int most) {
        int start = received.readerIndex();
        int at = start;
        int have = 0;
        int need = MESSAGE_HEADER;
        int header = 0; // the message's, as far as it has come
        for (int records = 0; records < MOST_RECORDS; records++) {
            int left = received.writerIndex() - at;
            if (left < RECORD_HEADER) {
                return mayBegin(received, at, left) ? Search.Incomplete.INSTANCE : Search.Never.INSTANCE;
            }
            int size = received.getUnsignedShort(at + 3);
            if (!mayBegin(received, at, left) || size == 0 || size > MOST_OF_A_RECORD) {
                return Search.Never.INSTANCE;
            }
            at += RECORD_HEADER;
            int here = Math.min(size, left - RECORD_HEADER);
            for (int i = 0; i < here && have + i < MESSAGE_HEADER; i++) {
                header = header << 8 | received.getUnsignedByte(at + i);
                if (have + i == 0 && header != CLIENT_HELLO) {
                    return Search.Never.INSTANCE;
                }
            }
            have += here;
            if (have >= MESSAGE_HEADER) {
                need = MESSAGE_HEADER + (header & 0xFFFFFF);
                if (need > most) {
                    return Search.Never.INSTANCE;
                }
                if (have >= need) {
                    return new Search.Found(new ClientHello(received, start, need, true));
                }
            }
            if (here < size) {
                return Search.Incomplete.INSTANCE;
            }
            at += size;
        }
        return Search.Never.INSTANCE;
    }

    /** Whether these are the first bytes of a record that may hold a handshake: its type, and the major version that all of them have. */
    private static boolean mayBegin(ByteBuf received, int at, int left) {
        return (left < 1 || received.getUnsignedByte(at) == HANDSHAKE)
                && (left < 2 || received.getUnsignedByte(at + 1) == 3);
    }

    /** The message that these bytes are: it lies in one piece, its header first. */
    public static ClientHello message(ByteBuf message) {
        return new ClientHello(message, message.readerIndex(), message.readableBytes(), false);
    }

    /** Its bytes, from behind its header. */
    HandshakeBytes content() {
        HandshakeBytes bytes = new HandshakeBytes(received, start, length, inRecords);
        int type = bytes.u8();
        int size = bytes.u24();
        if (type != CLIENT_HELLO || size != length - MESSAGE_HEADER) {
            bytes.fail();
        }
        return bytes;
    }
}
