package dev.portcullis.core.quic;

import dev.portcullis.core.fingerprint.Ja4;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads along on a UDP socket what clients' connections begin with, since the library keeps it to itself: a copy of each ClientHello,
 * for its fingerprint. Every datagram is passed on as it is and at once.
 *
 * <p>Nothing is done for a sender that has not shown that it receives what is sent to its address. Of a connection at most a ClientHello of the
 * largest size is kept, until it is whole, so that there are as many as handshakes under way.
 *
 * <p>Stands before Netty's codec of QUIC, which begins a connection while it reads the first datagram of it that has a valid token. Used on the event loop of
 * its socket only.
 */
public final class ClientHellos extends ChannelInboundHandlerAdapter {

    private final RetryTokens tokens;
    private final IntSupplier longest;
    private final Map<ByteBuffer, Hello> hellos = new HashMap<>();
    private @Nullable Hello beginning;

    /** What a connection learns of its ClientHello; one of them, once, and never after the handshake. */
    public interface Hearer {

        /** Its fingerprint; empty when it is malformed. */
        void fingerprint(String ja4);

        /** It is longer than it may be. */
        void tooLong();
    }

    /**
     * Those on one socket.
     *
     * @param tokens that the socket's clients show
     * @param longest bytes that a ClientHello may have
     */
    public ClientHellos(RetryTokens tokens, IntSupplier longest) {
        this.tokens = tokens;
        this.longest = longest;
    }

    /** How many connections are known. */
    int size() {
        return hellos.size();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof DatagramPacket datagram) {
            look(datagram.content(), datagram.sender());
        }
        ctx.fireChannelRead(message);
        Hello unclaimed = beginning;
        beginning = null;
        if (unclaimed != null) {
            hellos.remove(unclaimed.id);
        }
    }

    /** The datagram that is being read begins this connection: it is known until it is closed. */
    public void begins(Hearer hearer, Future<?> closed) {
        Hello hello = beginning;
        beginning = null;
        if (hello != null) {
            closed.addListener(done -> hellos.remove(hello.id, hello));
            hello.hearer = hearer;
            hello.tell();
        }
    }

    /** Of all packets of one datagram, which are sent to one connection. */
    private void look(ByteBuf datagram, InetSocketAddress sender) {
        LongPacket packet = LongPacket.at(datagram, datagram.readerIndex());
        if (packet == null) {
            return;
        }
        byte[] id = packet.destination(datagram);
        Hello hello = hellos.get(ByteBuffer.wrap(id));
        while (packet != null && Arrays.equals(packet.destination(datagram), id)) {
            if (hello == null && packet.initial() && isValid(datagram, packet, sender)) {
                hello = new Hello(id);
                hellos.put(hello.id, hello);
                beginning = hello;
            }
            if (hello != null && packet.initial()) {
                hello.take(datagram, packet);
            }
            packet = LongPacket.at(datagram, packet.end());
        }
    }

    private boolean isValid(ByteBuf datagram, LongPacket packet, InetSocketAddress sender) {
        ByteBuf token = datagram.slice(packet.token(), packet.tokenLength());
        return packet.tokenLength() > 0 && tokens.validateToken(token, sender) >= 0;
    }

    /** One ClientHello. */
    private final class Hello {

        private final ByteBuffer id;
        private @Nullable InitialProtection protection;
        private @Nullable FirstMessage message;
        private @Nullable Hearer hearer;

        Hello(byte[] id) {
            this.id = ByteBuffer.wrap(id);
            this.protection = new InitialProtection(id);
            this.message = new FirstMessage(longest.getAsInt());
        }

        void take(ByteBuf datagram, LongPacket packet) {
            if (protection == null || message == null) {
                return;
            }
            byte[] copy = new byte[packet.end() - packet.start()];
            datagram.getBytes(packet.start(), copy);
            byte[] payload = protection.open(copy, packet.number() - packet.start());
            if (payload != null) {
                message.take(payload);
                tell();
            }
        }

        /** Tells what is known to whom it concerns, and keeps no more of it. */
        void tell() {
            FirstMessage come = message;
            Hearer to = hearer;
            if (come == null || to == null || !come.isTooLong() && !come.isWhole()) {
                return;
            }
            message = null;
            protection = null;
            if (come.isTooLong()) {
                to.tooLong();
            } else {
                to.fingerprint(Ja4.of(come.body(), Ja4.Carrier.QUIC));
            }
        }
    }
}
