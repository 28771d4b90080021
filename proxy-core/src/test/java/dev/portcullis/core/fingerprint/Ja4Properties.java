package dev.portcullis.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a client sends: a fingerprint or none, and no exception. */
class Ja4Properties {

    private static final Pattern FORM =
            Pattern.compile("|t(1[0-3]|s[23]|00)[di][0-9]{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}");

    @Property
    void anyBytesHaveAFingerprintOrNone(@ForAll byte[] bytes) {
        assertThat(Hello.ja4(bytes)).matches(FORM);
    }

    @Property
    void aMessageWithBytesChangedHasAFingerprintOrNone(@ForAll("changes") byte[][] changes) {
        byte[] message = message();
        for (byte[] change : changes) {
            message[Math.floorMod(change[0] << 8 | change[1] & 0xFF, message.length)] = change[2];
        }
        assertThat(Hello.ja4(message)).matches(FORM);
    }

    @Property
    void aMessageCutShortAmongItsExtensionsHasNone(@ForAll @IntRange(max = 39) int length) {
        byte[] message = message();
        assertThat(Hello.ja4(Arrays.copyOf(message, message.length - 1 - length)))
                .isEmpty();
    }

    @Provide
    Arbitrary<byte[][]> changes() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(3)
                .array(byte[][].class)
                .ofMaxSize(4);
    }

    private static byte[] message() {
        return new Hello()
                .cipher(0x1A1A, 0x1301, 0x1302, 0xC02F)
                .extension(0, 0, 6, 0, 0, 3, 'a', '.', 'b')
                .extension(43, 4, 3, 4, 3, 3)
                .extension(13, 0, 4, 4, 3, 8, 4)
                .alpn("h2")
                .extension(0x2A2A, 0)
                .bytes();
    }
}
