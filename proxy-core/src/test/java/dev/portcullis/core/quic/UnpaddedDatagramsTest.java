package dev.portcullis.core.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody has more sent to a forged address than it sent itself. */
class UnpaddedDatagramsTest {

    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 443);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.2", 4433);

    private final EmbeddedChannel channel = new EmbeddedChannel(new UnpaddedDatagrams());

    private boolean passes(ByteBuf content) {
        DatagramPacket packet = new DatagramPacket(content, HERE, CLIENT);
        boolean passed = channel.writeInbound(packet);
        if (passed) {
            assertThat(channel.<DatagramPacket>readInbound()).isSameAs(packet);
            packet.release();
        }
        assertThat(content.refCnt()).as("nobody keeps it").isZero();
        return passed;
    }

    private static ByteBuf datagram(int first, int version, int size) {
        return Unpooled.buffer(size)
                .writeByte(first)
                .writeInt(version)
                .writeZero(size - 5)
                .readerIndex(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0xc0, 1, 1200, true, an Initial as it must be",
        "0xc3, 1, 1199, false, an Initial that is too small",
        "0xe0, 1, 60, true, a packet of a handshake",
        "0xd0, 1, 60, true, early data",
        "0x40, 1, 40, true, a packet of a connection",
        "0xe0, 7, 1199, false, a small packet of an unknown version",
        "0xe0, 7, 1200, true, an unknown version is told of those that are known",
    })
    void dropsOnlyWhatIsAnsweredBeforeTheAddressIsKnown(int first, int version, int size, boolean passed, String what) {
        assertThat(passes(datagram(first, version, size))).as(what).isEqualTo(passed);
    }

    @Test
    void dropsAHeaderThatIsCutOff() {
        assertThat(passes(Unpooled.buffer().writeByte(0xe0))).isFalse();
    }
}
