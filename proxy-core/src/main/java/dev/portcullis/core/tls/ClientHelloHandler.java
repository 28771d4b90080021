package dev.portcullis.core.tls;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.fingerprint.Ja4;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the whole ClientHello, takes its fingerprint, chooses by it the certificate that is served, and gives its place to the handler of TLS, which reads
 * the same bytes again.
 *
 * <p>Stands where the handler of TLS is to stand. What is no ClientHello, or one longer than it may be, fails the connection.
 */
public final class ClientHelloHandler extends SslClientHelloHandler<SslHandler> {

    private static final String PLAIN_TEXT = "This port is for https only.\n";
    private static final String PLAIN =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                    + PLAIN_TEXT.length() + "\r\n\r\n" + PLAIN_TEXT;

    private final Certificates certificates;
    private final Arrival arrival;

    private boolean told;

    /**
     * Reads one ClientHello.
     *
     * @param arrival is told the message's fingerprint
     * @param limit bytes that it may have
     */
    public ClientHelloHandler(Certificates certificates, Arrival arrival, int limit) {
        super(limit);
        this.arrival = arrival;
        this.certificates = certificates;
    }

    /** Who speaks HTTP without TLS is told so, in HTTP. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (told) {
            in.skipBytes(in.readableBytes());
        } else if (in.isReadable() && Character.isUpperCase(in.getUnsignedByte(in.readerIndex()))) {
            told = true;
            in.skipBytes(in.readableBytes());
            ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new NoClientHelloException()));
            ctx.writeAndFlush(Unpooled.copiedBuffer(PLAIN, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            super.decode(ctx, in, out);
        }
    }

    /** The message is read here once, before the engine of TLS reads it: its buffer is this method's only while it runs. */
    @Override
    protected Future<SslHandler> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) throws SSLException {
        if (clientHello == null) {
            throw new NoClientHelloException();
        }
        arrival.shakesHands(Ja4.of(clientHello, Ja4.Carrier.TCP));
        SslHandler tls = certificates.handlerFor(ClientHello.of(clientHello), ctx.alloc());
        if (tls == null) {
            throw new SSLHandshakeException("there is no certificate to serve");
        }
        return ctx.executor().newSucceededFuture(tls);
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<SslHandler> found) {
        ctx.pipeline().replace(this, "tls", found.getNow());
    }
}
