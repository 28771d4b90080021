package dev.portcullis.core.connection.http3;

import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.http3.FieldSections;
import dev.portcullis.core.http3.JoinedWrites;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is sent on a request stream, and how much of it waits for the client to take it (RFC 9000 4). */
final class Http3Outflow {

    private final ChannelHandlerContext context;
    private final QuicStreamChannel stream;
    private final Http3ClientConnection connection;
    private final Runnable moreTaken;
    private final Runnable notTaken;
    private Set<String> nominated = Set.of();
    private int pending;
    private long written;
    private boolean over;

    /**
     * Of a stream that begins.
     *
     * @param moreTaken some of what waited has been handed to the library
     * @param notTaken the client takes no more
     */
    Http3Outflow(
            ChannelHandlerContext context, Http3ClientConnection connection, Runnable moreTaken, Runnable notTaken) {
        this.context = context;
        this.stream = (QuicStreamChannel) context.channel();
        this.connection = connection;
        this.moreTaken = moreTaken;
        this.notTaken = notTaken;
    }

    QuicStreamChannel stream() {
        return stream;
    }

    /** Bytes that wait; of a head or trailers what they are before they are compressed. */
    int pending() {
        return pending;
    }

    /** Bytes that were written, those that wait included. */
    long written() {
        return written;
    }

    /** Sends a head, with what follows until {@link JoinedWrites#flush}. */
    void head(ResponseHead head, Framing framing) {
        nominated = head.connection().nominated();
        write(FieldSections.head(head, framing));
    }

    /** Sends and releases a piece of the body. */
    void content(ByteBuf content) {
        if (content.isReadable()) {
            write(new DefaultHttp3DataFrame(content), content.readableBytes());
        } else {
            content.release();
        }
    }

    /** Sends the end; {@code then} runs when all has been handed to the library. */
    void end(BodyEnd end, Runnable then) {
        if (end.trailers().size() > 0) {
            write(FieldSections.trailers(end.trailers(), nominated));
        }
        joined().end(context.newPromise().addListener(done -> {
            if (!over) {
                over = true;
                then.run();
            }
        }));
    }

    private JoinedWrites joined() {
        return Objects.requireNonNull(stream.pipeline().get(JoinedWrites.class), "the stream's first handler");
    }

    /** Resets both directions; what waits is let go. */
    void reset(ErrorCode code) {
        over = true;
        stream.shutdown(code.code());
        stream.close();
    }

    /** The response has been sent, and nothing more is read. */
    void stopReading() {
        stream.shutdownInput(ErrorCode.NO_ERROR.code());
        stream.close();
    }

    /** A client that takes no head holds up the exchange as one that takes no body does: so heads count, too. */
    private void write(Http3Headers fields) {
        int size = 1;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            size += field.getKey().length() + field.getValue().length();
        }
        write(new DefaultHttp3HeadersFrame(fields), size);
    }

    private void write(Object frame, int size) {
        pending += size;
        written += size;
        connection.addPending(size);
        context.write(frame).addListener(done -> {
            pending -= size;
            connection.addPending(-size);
            if (over) {
                return;
            }
            if (!done.isSuccess()) {
                over = true;
                context.executor().execute(notTaken); // not in the midst of what wrote it
            } else {
                moreTaken.run();
            }
        });
    }
}
