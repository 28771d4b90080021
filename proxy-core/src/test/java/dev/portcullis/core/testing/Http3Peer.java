package dev.portcullis.core.testing;

import dev.portcullis.core.connection.http3.Http3ClientConnection;
import dev.portcullis.core.connection.http3.Http3Control;
import dev.portcullis.core.connection.http3.Http3StreamHandler;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.http3.JoinedWrites;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The near end of a connection of HTTP/3, with what Netty's codec would read on its streams. */
public final class Http3Peer {

    /** Where the codec keeps the stream on which a connection's own frames are sent. */
    private static final AttributeKey<QuicStreamChannel> CONTROL =
            AttributeKey.valueOf(Http3.class, "HTTP3ControlStream");

    /** The connection. */
    public final FakeQuicConnection connection = new FakeQuicConnection();

    /** The client's control stream. */
    public final EmbeddedChannel control;

    private final Http3ClientConnection client;
    private final FakeQuicStream own = new FakeQuicStream(connection, QuicStreamType.UNIDIRECTIONAL, 3);
    private final List<EmbeddedChannel> streams = new ArrayList<>();

    Http3Peer(Arrival arrival) {
        client = new Http3ClientConnection(arrival);
        connection.attr(CONTROL).set(own);
        connection.pipeline().addLast(client);
        control = new EmbeddedChannel(new Http3Control(client));
    }

    /** The client opens another stream for a request. */
    public Stream open() {
        Stream stream = new Stream(4L * streams.size());
        streams.add(stream.channel);
        stream.channel.pipeline().fireChannelActive();
        return stream;
    }

    /** The client asks for this path. */
    public Stream get(String path) {
        return open().head("GET", path).end();
    }

    /** What a GOAWAY that was sent said, one after the other. */
    public List<Long> goAways() {
        List<Long> said = new ArrayList<>();
        own.runPendingTasks();
        for (Http3GoAwayFrame frame = own.readOutbound(); frame != null; frame = own.readOutbound()) {
            said.add(frame.id());
        }
        return said;
    }

    /** Something happens to the connection. */
    public void happens(Object event) {
        connection.pipeline().fireUserEventTriggered(event);
        connection.runPendingTasks();
    }

    void close() {
        streams.forEach(EmbeddedChannel::finishAndReleaseAll);
        control.finishAndReleaseAll();
        connection.finishAndReleaseAll();
        own.finishAndReleaseAll();
    }

    /** A stream of a request. */
    public final class Stream {

        /** The near end of it. */
        public final FakeQuicStream channel;

        /** How often more was asked for. */
        public int reads;

        /** Whether nothing of what is flushed is taken, for now. */
        public boolean holdWrites;

        Stream(long id) {
            channel = new FakeQuicStream(connection, QuicStreamType.BIDIRECTIONAL, id);
            channel.pipeline()
                    .addLast(new Valve(), new JoinedWrites(), new Codec())
                    .addLast(new Http3StreamHandler(client));
        }

        /** The client sends a head, with these fields more. */
        public Stream head(String method, String path, String... more) {
            Http3Headers fields = new DefaultHttp3Headers(false)
                    .add(":method", method)
                    .add(":scheme", "https")
                    .add(":authority", "example.org")
                    .add(":path", path);
            return fields(fields, more);
        }

        /** The client sends fields. */
        public Stream fields(String... fields) {
            return fields(new DefaultHttp3Headers(false), fields);
        }

        private Stream fields(Http3Headers fields, String... more) {
            for (int i = 0; i < more.length; i += 2) {
                fields.add(more[i], more[i + 1]);
            }
            return receive(new DefaultHttp3HeadersFrame(fields));
        }

        /** The client sends a piece of a body. */
        public Stream data(String text) {
            return receive(new DefaultHttp3DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)));
        }

        /** The codec has read this frame, and no more is there; nothing is read on a stream that is closed. */
        public Stream receive(Object frame) {
            if (channel.isOpen()) {
                channel.writeInbound(frame);
            } else {
                ReferenceCountUtil.release(frame);
            }
            channel.runPendingTasks();
            return this;
        }

        /** The client ends what it sends. */
        public Stream end() {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
            channel.runPendingTasks();
            return this;
        }

        /** The codec or the library fails. */
        public Stream fails(Throwable cause) {
            channel.pipeline().fireExceptionCaught(cause);
            channel.runPendingTasks();
            return this;
        }

        /** What was sent since it was last asked: heads in brackets, a bar for the end. */
        public String sent() {
            channel.runPendingTasks();
            StringBuilder text = new StringBuilder();
            for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
                if (sent instanceof QuicStreamFrame frame) {
                    text.append(frame.content().toString(StandardCharsets.ISO_8859_1))
                            .append('|');
                } else {
                    text.append(((ByteBuf) sent).toString(StandardCharsets.ISO_8859_1));
                }
                ReferenceCountUtil.release(sent);
            }
            return text.toString();
        }

        private final class Valve extends ChannelOutboundHandlerAdapter {

            @Override
            public void read(ChannelHandlerContext ctx) {
                reads++;
            }

            @Override
            public void flush(ChannelHandlerContext ctx) {
                if (!holdWrites) {
                    ctx.flush();
                }
            }
        }
    }

    /** Writes frames as text. */
    private static final class Codec extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof Http3HeadersFrame frame) {
                StringBuilder text = new StringBuilder("[");
                frame.headers().forEach(field -> text.append(field.getKey())
                        .append('=')
                        .append(field.getValue())
                        .append(' '));
                ctx.write(Unpooled.copiedBuffer(text + "]", StandardCharsets.ISO_8859_1), promise);
            } else if (message instanceof Http3DataFrame frame) {
                ctx.write(frame.content(), promise);
            } else {
                throw new AssertionError("no frame: " + message);
            }
        }
    }
}
