package dev.portcullis.core.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/** Makes packets as clients begin a connection with. */
final class Initials {

    /** The ClientHello of RFC 9001 A.2, with its header. */
    static final byte[] HELLO = HexFormat.of()
            .parseHex("010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c"
                    + "00000413011302010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800"
                    + "100007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71"
                    + "f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c0002"
                    + "4001003900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e5157"
                    + "0806048000ffff");

    private final InitialKeys keys;

    /** Packets of who sends to this id. */
    Initials(byte[] id) {
        keys = InitialKeys.to(id);
    }

    /**
     * A packet, protected.
     *
     * @param header with the packet's number, of which the first byte tells the size
     */
    byte[] seal(byte[] header, long number, byte[] payload) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, keys.key(), new GCMParameterSpec(128, keys.nonce(number)));
        cipher.updateAAD(header);
        byte[] sealed = cipher.doFinal(payload);
        int size = 1 + (header[0] & 3);
        Cipher mask =
                Cipher.getInstance("AES/CBC/NoPadding"); // of one block and no vector: the same as one block alone
        mask.init(Cipher.ENCRYPT_MODE, keys.headerKey(), new IvParameterSpec(new byte[16]));
        byte[] bits = mask.doFinal(sealed, 4 - size, 16);
        byte[] packet = Arrays.copyOf(header, header.length + sealed.length);
        System.arraycopy(sealed, 0, packet, header.length, sealed.length);
        packet[0] ^= (byte) (bits[0] & 0x0F);
        for (int i = 0; i < size; i++) {
            packet[header.length - size + i] ^= bits[1 + i];
        }
        return packet;
    }

    /** An Initial with a number of two bytes. */
    byte[] packet(byte[] id, byte[] token, int number, byte[] payload) throws GeneralSecurityException {
        ByteBuf header = Unpooled.buffer()
                .writeByte(0xC1)
                .writeInt(1)
                .writeByte(id.length)
                .writeBytes(id)
                .writeByte(3)
                .writeBytes(new byte[] {7, 8, 9})
                .writeShort(0x4000 | token.length)
                .writeBytes(token)
                .writeShort(0x4000 | 2 + payload.length + 16)
                .writeShort(number);
        byte[] bytes = new byte[header.readableBytes()];
        header.readBytes(bytes);
        return seal(bytes, number, payload);
    }

    /** A frame with this part of the ClientHello. */
    static byte[] crypto(int from, int to) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(6);
        frame.writeBytes(varint(from));
        frame.writeBytes(varint(to - from));
        frame.write(HELLO, from, to - from);
        return frame.toByteArray();
    }

    /** A frame with other bytes at this place. */
    static byte[] crypto(int at, byte[] bytes) {
        return join(new byte[] {6}, varint(at), varint(bytes.length), bytes);
    }

    private static byte[] varint(int value) {
        return new byte[] {(byte) (0x80 | value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
