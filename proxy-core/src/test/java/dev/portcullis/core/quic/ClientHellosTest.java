package dev.portcullis.core.quic;

import static dev.portcullis.core.quic.Initials.HELLO;
import static dev.portcullis.core.quic.Initials.crypto;
import static dev.portcullis.core.quic.Initials.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientHellosTest {

    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 443);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.2", 4433);
    private static final byte[] NO_TOKEN = {};

    private final RetryTokens tokens = new RetryTokens(new ManualTime(), () -> true);
    private int longest = 1024;
    private final ClientHellos hellos = new ClientHellos(tokens, () -> longest);
    private final List<String> heard = new ArrayList<>();
    private final Promise<Void> closed = ImmediateEventExecutor.INSTANCE.newPromise();
    private boolean begins = true;

    /** Stands for the codec: begins a connection with the first datagram. */
    private final EmbeddedChannel socket = new EmbeddedChannel(hellos, new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (begins) {
                begins = false;
                hellos.begins(hearer, closed);
            }
            ctx.fireChannelRead(message);
        }
    });

    private final ClientHellos.Hearer hearer = new ClientHellos.Hearer() {
        @Override
        public void fingerprint(String ja4) {
            heard.add(ja4);
        }

        @Override
        public void tooLong() {
            heard.add("too long");
        }
    };

    private final byte[] id = new byte[RetryTokens.ID];
    private final byte[] token = token();
    private final Initials client = new Initials(id);

    private byte[] token() {
        ByteBuf written = Unpooled.buffer();
        tokens.writeToken(written, Unpooled.wrappedBuffer(new byte[8]), CLIENT);
        byte[] bytes = new byte[written.readableBytes()];
        written.readBytes(bytes);
        return bytes;
    }

    /** Receives it, and looks whether it was passed on as it is. */
    private void receive(byte[] datagram) {
        DatagramPacket packet = new DatagramPacket(Unpooled.copiedBuffer(datagram), HERE, CLIENT);
        assertThat(socket.writeInbound(packet)).isTrue();
        assertThat(socket.<DatagramPacket>readInbound()).isSameAs(packet);
        byte[] passed = new byte[packet.content().readableBytes()];
        packet.content().readBytes(passed);
        assertThat(passed).isEqualTo(datagram);
        assertThat(packet.refCnt()).isEqualTo(1);
        packet.release();
    }

    @AfterEach
    void close() {
        socket.finishAndReleaseAll();
    }

    @Test
    void tellsTheFingerprintOfAMessageInOnePacket() throws Exception {
        receive(client.packet(id, token, 0, crypto(0, HELLO.length)));

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0)).matches("q13d0211an_[0-9a-f]{12}_[0-9a-f]{12}");
        receive(client.packet(id, token, 1, crypto(0, HELLO.length)));
        assertThat(heard).as("told once").hasSize(1);
    }

    @Test
    void tellsItWhenTheRestHasComeInOtherPacketsInAnyOrder() throws Exception {
        receive(client.packet(id, token, 1, join(crypto(200, HELLO.length), crypto(0, 20), new byte[40])));
        receive(client.packet(id, token, 2, join(crypto(90, 120), new byte[10], crypto(20, 70))));
        assertThat(heard).isEmpty();
        receive(join(
                client.packet(id, NO_TOKEN, 3, crypto(120, 200)), client.packet(id, NO_TOKEN, 4, crypto(60, 100))));

        assertThat(heard).singleElement().asString().startsWith("q13d0211an_");
    }

    @Test
    void readsAlongBehindPacketsOfOtherKinds() throws Exception {
        byte[] early = client.packet(id, NO_TOKEN, 0, new byte[30]);
        early[0] = (byte) 0xD1; // 0-RTT has no token: what stood for the token's length is the packet's
        byte[] zeroRtt =
                join(Arrays.copyOf(early, 1 + 4 + 1 + RetryTokens.ID + 1 + 3), new byte[] {0x40, 30}, new byte[30]);
        receive(join(zeroRtt, client.packet(id, token, 0, crypto(0, HELLO.length))));

        assertThat(heard).hasSize(1);
    }

    @Test
    void doesNothingForWhoHasNotShownThatItIsWhereItSays() throws Exception {
        begins = false;
        byte[] forged = token.clone();
        forged[3] ^= 1;
        for (byte[] shown : List.of(NO_TOKEN, forged)) {
            receive(client.packet(id, shown, 0, crypto(0, HELLO.length)));
            assertThat(hellos.size()).isZero();
        }
    }

    @Test
    void forgetsADatagramThatBeginsNoConnection() throws Exception {
        begins = false;
        receive(client.packet(id, token, 0, crypto(0, HELLO.length)));

        assertThat(hellos.size()).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void forgetsAConnectionThatIsClosed() throws Exception {
        receive(client.packet(id, token, 0, crypto(0, 50)));
        assertThat(hellos.size()).isEqualTo(1);
        closed.setSuccess(null);

        assertThat(hellos.size()).isZero();
        receive(client.packet(id, NO_TOKEN, 1, crypto(50, HELLO.length)));
        assertThat(heard).isEmpty();
    }

    @Test
    void tellsOfAMessageThatIsTooLong() throws Exception {
        longest = HELLO.length - 5;
        receive(client.packet(id, token, 0, crypto(0, 50)));

        assertThat(heard).containsExactly("too long");
        receive(client.packet(id, token, 1, crypto(50, HELLO.length)));
        assertThat(heard).hasSize(1);
    }

    @Test
    void passesOnWhatCannotBeOpened() throws Exception {
        byte[] packet = client.packet(id, token, 0, crypto(0, HELLO.length));
        packet[packet.length - 1] ^= 1;
        receive(packet);
        assertThat(heard).isEmpty();

        receive(client.packet(id, token, 0, crypto(0, HELLO.length)));
        assertThat(heard).hasSize(1);
    }

    @Test
    void passesOnAnythingWithoutHarm() throws Exception {
        byte[] whole = client.packet(id, token, 0, crypto(0, HELLO.length));
        Random random = new Random(9000);
        for (int i = 0; i < 5_000; i++) {
            byte[] datagram = Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                datagram[random.nextInt(Math.min(80, datagram.length))] = (byte) random.nextInt();
            }
            receive(datagram);
        }
        assertThat(hellos.size()).isLessThanOrEqualTo(1);
    }
}
