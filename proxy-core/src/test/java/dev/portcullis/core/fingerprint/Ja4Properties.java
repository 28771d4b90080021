package dev.portcullis.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
        search(Unpooled.wrappedBuffer(bytes));
    }

    @Property
    void anyBodyBehindAGoodHeaderHasAFingerprintOrNone(@ForAll byte[] body) {
        byte[] message = new byte[body.length + 4];
        message[0] = 1;
        message[2] = (byte) (body.length >> 8);
        message[3] = (byte) body.length;
        System.arraycopy(body, 0, message, 4, body.length);
        assertThat(Hello.ja4(message)).matches(FORM);
    }

    @Property
    void aMessageWithBytesChangedHasAFingerprintOrNone(
            @ForAll("changes") byte[][] changes, @ForAll @IntRange(min = 1, max = 300) int size) {
        byte[] message = message();
        for (byte[] change : changes) {
            message[4 + Math.floorMod(change[0] << 8 | change[1] & 0xFF, message.length - 4)] = change[2];
        }
        assertThat(Hello.ja4(message)).matches(FORM);
        ByteBuf records = Hello.inRecords(message, size);
        if (message.length <= 64 * size) {
            assertThat(search(records)).isEqualTo(Hello.ja4(message));
        }
        for (byte[] change : changes) {
            records.setByte(Math.floorMod(change[1] << 8 | change[0] & 0xFF, records.readableBytes()), change[2]);
        }
        assertThat(search(records)).matches(FORM);
    }

    @Provide
    Arbitrary<byte[][]> changes() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(3)
                .array(byte[][].class)
                .ofMaxSize(4);
    }

    private static String search(ByteBuf received) {
        return ClientHello.search(received, ClientHello.MOST) instanceof ClientHello.Search.Found found
                ? Ja4.of(found.hello(), Ja4.Carrier.TCP)
                : "";
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
