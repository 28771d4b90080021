package dev.portcullis.core.quic;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** Opens the Initial packets of one client (RFC 9001 5). */
final class InitialProtection {

    private static final int TAG_BITS = 128;

    /** Where what the header is masked with is taken from, counted from the packet's number (RFC 9001 5.4.2). */
    private static final int SAMPLE_AT = 4;

    private static final int SAMPLE = 16;

    private final InitialKeys keys;
    private long largest = -1;

    /** The packets that a client sends to this id. */
    InitialProtection(byte[] destination) {
        keys = InitialKeys.to(destination);
    }

    /**
     * What is in a packet; null when it can't be opened, and is none of this client's.
     *
     * @param packet from its first byte to its last; is written to
     * @param numberAt where its number stands
     */
    byte @Nullable [] open(byte[] packet, int numberAt) {
        if (packet.length < numberAt + SAMPLE_AT + SAMPLE) {
            return null;
        }
        try {
            byte[] mask = mask(packet, numberAt + SAMPLE_AT);
            packet[0] ^= (byte) (mask[0] & 0x0F);
            int size = 1 + (packet[0] & 0x03);
            long sent = 0;
            for (int i = 0; i < size; i++) {
                packet[numberAt + i] ^= mask[1 + i];
                sent = sent << 8 | packet[numberAt + i] & 0xFF;
            }
            long number = number(sent, 8 * size);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, keys.key(), new GCMParameterSpec(TAG_BITS, keys.nonce(number)));
            cipher.updateAAD(packet, 0, numberAt + size);
            byte[] payload = cipher.doFinal(packet, numberAt + size, packet.length - numberAt - size);
            largest = Math.max(largest, number);
            return payload;
        } catch (AEADBadTagException forged) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /** The mask of a header is defined as one block of AES in this mode (RFC 9001 5.4.3). */
    @SuppressWarnings("InsecureCryptoUsage")
    private byte[] mask(byte[] packet, int sample) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, keys.headerKey());
        return cipher.doFinal(packet, sample, SAMPLE);
    }

    /** The whole number of a packet, of which its last bits are sent (RFC 9000 A.3). */
    private long number(long sent, int bits) {
        long expected = largest + 1;
        long window = 1L << bits;
        long candidate = expected & -window | sent;
        if (candidate <= expected - window / 2) {
            return candidate + window;
        }
        return candidate > expected + window / 2 && candidate >= window ? candidate - window : candidate;
    }
}
