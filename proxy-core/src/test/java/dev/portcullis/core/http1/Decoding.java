package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A decoder in a channel of its own, and what it passes on, noted as text. */
final class Decoding implements AutoCloseable {

    /** What was passed on: heads, pieces of content joined, ends, refusals, events of the channel. */
    final List<String> events = new ArrayList<>();

    /** Heads that were passed on. */
    final List<Object> heads = new ArrayList<>();

    final EmbeddedChannel channel = new EmbeddedChannel();
    final Http1Decoder decoder;

    private Consumer<Object> reaction = message -> {};
    private boolean withinContent;

    private Decoding(Http1Decoder decoder) {
        this.decoder = decoder;
        channel.pipeline().addLast(decoder).addLast(new Recorder());
    }

    /** Reads requests; the next may come when one has ended. */
    static Decoding requests(Limits limits) {
        Decoding decoding = paused(new Http1RequestDecoder(limits));
        decoding.reaction = message -> {
            if (message instanceof BodyEnd) {
                decoding.decoder.next();
            }
        };
        return decoding;
    }

    /** Reads requests, with the default limits. */
    static Decoding requests() {
        return requests(Limits.DEFAULT);
    }

    /** Reads the response to one request of this method. */
    static Decoding response(String method) {
        return response(method, Limits.DEFAULT);
    }

    /** Reads the response to one request of this method, within limits. */
    static Decoding response(String method, Limits limits) {
        Http1ResponseDecoder decoder = new Http1ResponseDecoder(limits);
        Decoding decoding = paused(decoder);
        decoder.expect(method);
        return decoding;
    }

    /** Does nothing when a message has ended. */
    static Decoding paused(Http1Decoder decoder) {
        return new Decoding(decoder);
    }

    /** Does this with each message that is passed on, while it is. */
    Decoding reacting(Consumer<Object> wanted) {
        reaction = wanted;
        return this;
    }

    /** Bytes arrive, in one piece. */
    Decoding receive(byte[] bytes, int start, int end) {
        ByteBuf piece = channel.alloc().directBuffer(Math.max(1, end - start));
        piece.writeBytes(bytes, start, end - start);
        channel.writeInbound(piece);
        return this;
    }

    /** Text arrives, in one piece. */
    Decoding receive(String text) {
        byte[] bytes = bytes(text);
        return receive(bytes, 0, bytes.length);
    }

    /** Bytes arrive in pieces of this size. */
    Decoding receivePieces(byte[] bytes, int size) {
        for (int at = 0; at < bytes.length; at += size) {
            receive(bytes, at, Math.min(bytes.length, at + size));
        }
        return this;
    }

    /** The other end closes. */
    Decoding end() {
        channel.unsafe().close(channel.voidPromise());
        channel.runPendingTasks();
        return this;
    }

    /** The other end resets the connection. */
    Decoding reset() {
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        return end();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void note(String event) {
        events.add(event);
        withinContent = false;
    }

    private void noteContent(String text) {
        int last = events.size() - 1;
        if (withinContent) {
            events.set(last, events.get(last) + text);
        } else {
            note("content " + text);
            withinContent = true;
        }
    }

    /** A head in one line: what it says, and what was made of it. */
    static String describe(RequestHead head) {
        return head.method() + ' ' + head.target().originForm() + " of "
                + head.target().authority() + ' '
                + head.version() + ' ' + describe(head.fields()) + describe(head.body())
                + describe(head.connection()) + (head.expectsContinue() ? " expects" : "");
    }

    static String describe(ResponseHead head) {
        return head.status() + " '" + head.reason() + "' " + head.version() + ' ' + describe(head.fields())
                + describe(head.body()) + describe(head.connection());
    }

    static String describe(Fields fields) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(fields.nameText(i))
                    .append('=')
                    .append(fields.value(i));
        }
        return text.append(']').toString();
    }

    private static String describe(Body body) {
        if (body.equals(Body.UNKNOWN)) {
            return " chunked";
        }
        return body.equals(Body.UNTIL_CLOSE) ? " until close" : " " + body.length();
    }

    private static String describe(ConnectionOptions options) {
        return (options.close() ? " close" : "") + (options.keepAlive() ? " keep-alive" : "");
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf content) {
                noteContent(content.toString(StandardCharsets.ISO_8859_1));
                content.release();
            } else if (message instanceof RequestHead head) {
                heads.add(head);
                note(describe(head));
            } else if (message instanceof ResponseHead head) {
                heads.add(head);
                note(describe(head));
            } else if (message instanceof BodyEnd end) {
                note(end.trailers().size() == 0 ? "end" : "end " + describe(end.trailers()));
            } else if (message instanceof MalformedMessageException malformed) {
                note("malformed " + malformed.status());
            } else {
                note("unexpected " + message);
            }
            reaction.accept(message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            note("inactive");
            ctx.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            note("exception " + cause.getMessage());
        }
    }
}
