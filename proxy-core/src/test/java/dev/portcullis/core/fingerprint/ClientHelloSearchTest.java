package dev.portcullis.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.fingerprint.ClientHello.Search;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClientHelloSearchTest {

    private final byte[] message = new Hello().cipher(0x1301).alpn("h2").bytes();

    @Test
    void moreIsWaitedForUntilTheMessageIsWhole() {
        ByteBuf records = Hello.inRecords(message, 20);
        for (int length = 0; length < records.readableBytes(); length++) {
            assertThat(search(records.slice(0, length))).isEqualTo(Search.Incomplete.INSTANCE);
        }
        assertThat(search(records)).isInstanceOf(Search.Found.class);
        assertThat(search(records.writeBytes(new byte[] {1, 2, 3}))).isInstanceOf(Search.Found.class);
    }

    @Test
    void whatIsNoRecordOfAHandshakeIsRefusedAtItsFirstByte() {
        assertThat(search(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII)))
                .isEqualTo(Search.Never.INSTANCE);
        assertThat(search(bytes(22, 2))).isEqualTo(Search.Never.INSTANCE);
        assertThat(search(bytes(0x80, 0x2E, 1, 3, 1))).as("SSL 2").isEqualTo(Search.Never.INSTANCE);
    }

    @Test
    void anotherMessageIsRefused() {
        assertThat(search(bytes(22, 3, 1, 0, 4, 2))).isEqualTo(Search.Never.INSTANCE);
    }

    @Test
    void anEmptyRecordAndOneThatIsTooLongAreRefused() {
        assertThat(search(bytes(22, 3, 1, 0, 0))).isEqualTo(Search.Never.INSTANCE);
        assertThat(search(bytes(22, 3, 1, 0x40, 1))).isEqualTo(Search.Never.INSTANCE);
        assertThat(search(bytes(22, 3, 1, 0x40, 0))).isEqualTo(Search.Incomplete.INSTANCE);
    }

    @Test
    void aRecordOfAnotherTypeBetweenIsRefused() {
        ByteBuf records = Hello.inRecords(message, 20);
        records.setByte(25, 23);
        assertThat(search(records)).isEqualTo(Search.Never.INSTANCE);
    }

    @Test
    void aMessageThatWillBeTooLongIsRefusedAtItsHeader() {
        assertThat(ClientHello.search(bytes(22, 3, 1, 0, 100, 1, 0, 0, 97), 100))
                .isEqualTo(Search.Never.INSTANCE);
        assertThat(ClientHello.search(bytes(22, 3, 1, 0, 100, 1, 0, 0, 96), 100))
                .isEqualTo(Search.Incomplete.INSTANCE);
    }

    @Test
    void aMessageInTooManyRecordsIsRefused() {
        byte[] message = new Hello().cipher(new int[30]).bytes();
        int size = message.length / 64;
        assertThat(search(Hello.inRecords(message, size))).isEqualTo(Search.Never.INSTANCE);
        assertThat(search(Hello.inRecords(message, size + 1))).isInstanceOf(Search.Found.class);
    }

    @Test
    void whatHasBeenReadBeforeIsNotLookedAt() {
        ByteBuf records = Unpooled.buffer().writeBytes(new byte[] {9, 9, 9}).writeBytes(Hello.inRecords(message, 20));
        assertThat(search(records.skipBytes(3)))
                .isInstanceOfSatisfying(Search.Found.class, found -> assertThat(Ja4.of(found.hello(), Ja4.Carrier.TCP))
                        .isEqualTo(Hello.ja4(message)));
    }

    private static Search search(ByteBuf received) {
        return ClientHello.search(received, ClientHello.MOST);
    }

    private static ByteBuf bytes(int... octets) {
        ByteBuf bytes = Unpooled.buffer();
        for (int octet : octets) {
            bytes.writeByte(octet);
        }
        return bytes;
    }
}
