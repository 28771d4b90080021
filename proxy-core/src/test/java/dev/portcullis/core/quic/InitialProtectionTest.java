package dev.portcullis.core.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9001, appendix A, and packets made alike. */
class InitialProtectionTest {

    private static final byte[] ID = hex("8394c8f03e515708");
    private static final byte[] OURS = new byte[RetryTokens.ID];
    private static final int NUMBER_AT = 1 + 4 + 1 + 16 + 1 + 3 + 2 + 2;

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void derivesTheKeysOfTheAppendix() {
        InitialKeys keys = InitialKeys.to(ID);

        assertThat(keys.key().getEncoded()).isEqualTo(hex("1f369613dd76d5467730efcbe3b1a22d"));
        assertThat(keys.nonce(0)).isEqualTo(hex("fa044b2f42a3fd3b46fb255c"));
        assertThat(keys.nonce(2)).isEqualTo(hex("fa044b2f42a3fd3b46fb255e"));
        assertThat(keys.headerKey().getEncoded()).isEqualTo(hex("9f50449e04a0e810283a1e9933adedd2"));
    }

    @Test
    void opensThePacketOfTheAppendix() throws Exception {
        byte[] payload = Arrays.copyOf(Initials.join(hex("060040f1"), Initials.HELLO), 1162);
        byte[] header = hex("c300000001088394c8f03e5157080000449e00000002");
        byte[] packet = new Initials(ID).seal(header, 2, payload);
        assertThat(HexFormat.of().formatHex(packet))
                .as("the packet is the appendix's, to its last byte")
                .startsWith("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936")
                .endsWith("e221af44860018ab0856972e194cd934");

        assertThat(new InitialProtection(ID).open(packet, 18)).isEqualTo(payload);
    }

    @Test
    void opensNothingThatWasChangedOrIsAnothersOrTooShort() throws Exception {
        byte[] packet = new Initials(OURS).packet(OURS, new byte[0], 5, new byte[64]);
        for (int i : new int[] {0, 7, NUMBER_AT, NUMBER_AT + 1, NUMBER_AT + 9, packet.length - 1}) {
            byte[] changed = packet.clone();
            changed[i] ^= 4;
            assertThat(new InitialProtection(OURS).open(changed, NUMBER_AT))
                    .as("byte %d", i)
                    .isNull();
        }

        assertThat(new InitialProtection(ID).open(packet.clone(), NUMBER_AT)).isNull();
        for (int length = NUMBER_AT; length < packet.length; length++) {
            assertThat(new InitialProtection(OURS).open(Arrays.copyOf(packet, length), NUMBER_AT))
                    .isNull();
        }
        assertThat(new InitialProtection(OURS).open(packet, NUMBER_AT)).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "65535, 65536", "65536, 65535", "60000, 90000", "90000, 70000"})
    void knowsTheNumberOfAPacketByTheOneBefore(int first, int second) throws Exception {
        Initials client = new Initials(OURS);
        InitialProtection protection = new InitialProtection(OURS);
        for (int number = 0; number <= first; number += 30_000) {
            assertThat(protection.open(client.packet(OURS, new byte[0], number, new byte[64]), NUMBER_AT))
                    .isNotNull();
        }
        assertThat(protection.open(client.packet(OURS, new byte[0], first, new byte[64]), NUMBER_AT))
                .isNotNull();

        assertThat(protection.open(client.packet(OURS, new byte[0], second, new byte[64]), NUMBER_AT))
                .isNotNull();
    }
}
