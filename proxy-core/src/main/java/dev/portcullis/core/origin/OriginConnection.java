package dev.portcullis.core.origin;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the origin: serves one request at a time, and between two waits in the pool for the next.
 *
 * <p>Whatever the origin sends between two requests belongs to nobody: the connection is closed. It is kept after a response
 * only if the origin keeps it, the request was sent whole and nothing came after the response.
 *
 * <p>Stands after {@link Http1ResponseDecoder}. Used on its event loop only.
 */
public final class OriginConnection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(OriginConnection.class);

    private final Http1ResponseDecoder decoder;
    private final OriginPool pool;

    private @Nullable Channel channel;
    private @Nullable Sink sink;
    private boolean keptByOrigin;
    private boolean requestSent;
    private boolean writesFailed;
    private boolean answered;
    private int served;
    private long idleSince;

    /** Receives the response to the request that the connection serves. No method is called after {@link #ended} or {@link #broken}. */
    public interface Sink {

        /** A head: any number of informational ones, then the final one. */
        void head(ResponseHead head);

        /** A piece of the body, to be released by the receiver. */
        void content(ByteBuf content);

        /** The response is whole; the connection serves this request no more. */
        void ended(BodyEnd end);

        /**
         * The response can't be had: the connection closed, or what came is no response. It serves this request no more.
         *
         * @param untouched whether not one byte of a response had come
         */
        void broken(boolean untouched, String reason);

        /** All that had arrived has been passed on; nothing more comes until {@link OriginConnection#read}. */
        void readComplete();

        /** The connection takes more, or takes no more for now. */
        void writabilityChanged();
    }

    /** A connection that belongs to a pool. */
    public OriginConnection(Http1ResponseDecoder decoder, OriginPool pool) {
        this.decoder = decoder;
        this.pool = pool;
    }

    /** Takes a request; its response goes to {@code to}. */
    void serve(Sink to, String method) {
        sink = to;
        keptByOrigin = false;
        requestSent = false;
        answered = false;
        served++;
        decoder.expect(method);
    }

    /** Whether it served another request before this one: then the origin may have closed it unseen. */
    public boolean isReused() {
        return served > 1;
    }

    /** The server at its other end. */
    public Origin origin() {
        return pool.origin();
    }

    /** Writes a part of the request; {@link #flush} sends it. What the server does not take any more is let go. */
    public void write(ByteBuf bytes) {
        Channel open = channel();
        if (writesFailed) {
            bytes.release();
        } else {
            open.write(bytes, open.voidPromise());
        }
    }

    /** Sends what was written. */
    public void flush() {
        channel().flush();
    }

    /** Notes that the request has been written whole. */
    public void requestWritten() {
        requestSent = true;
    }

    /** Lets more of the response come. */
    public void read() {
        channel().read();
    }

    /** Lets everything that still comes reach the sink as content, until one side closes: the protocol was switched. */
    public void passThrough() {
        decoder.passThrough();
    }

    /** Whether it takes more without holding much of it in memory. */
    public boolean isWritable() {
        return channel().isWritable();
    }

    /** Gives up the request that it serves, whose sink hears nothing more, and closes. */
    public void cancel() {
        if (sink == null) {
            return;
        }
        sink = null;
        pool.discard();
        decoder.discard();
        channel().close();
    }

    long idleSince() {
        return idleSince;
    }

    void setIdleSince(long now) {
        idleSince = now;
    }

    boolean isOpen() {
        return channel != null && channel.isActive();
    }

    /**
     * Whether it is open and nothing that the server sent after the last response waits in the socket, as far as can be known.
     *
     * @param surely whether to look into the socket in any case, so that a connection that the server has closed unseen is noticed too
     */
    boolean isFresh(boolean surely) {
        if (channel == null || !channel.isActive()) {
            return false;
        }
        if (channel instanceof AbstractEpollStreamChannel epoll) {
            return !surely && !decoder.hasFilledBuffer() || SocketLook.findsNothing(epoll);
        }
        return !decoder.hasFilledBuffer();
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("the connection is not open yet");
        }
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Sink to = sink;
        if (to == null) {
            ReferenceCountUtil.release(message);
            ctx.close();
        } else if (message instanceof ByteBuf content) {
            to.content(content);
        } else if (message instanceof ResponseHead head) {
            receiveHead(to, head);
        } else if (message instanceof BodyEnd end) {
            release(to, end);
        } else if (message instanceof MalformedMessageException malformed) {
            fail(to, false, String.valueOf(malformed.getMessage()));
            ctx.close();
        } else {
            throw new IllegalStateException("unexpected " + message.getClass());
        }
    }

    private void receiveHead(Sink to, ResponseHead head) {
        if (!head.isInformational()) {
            answered = true;
            pool.answered();
            keptByOrigin =
                    head.connection().persists(head.version()) && !head.body().equals(Body.UNTIL_CLOSE);
        }
        to.head(head);
    }

    private void release(Sink to, BodyEnd end) {
        sink = null;
        if (keptByOrigin && requestSent && !writesFailed && !decoder.hasKept()) {
            pool.release(this);
        } else {
            pool.discard();
            close();
        }
        to.ended(end);
    }

    private void fail(Sink to, boolean untouched, String reason) {
        sink = null;
        pool.discard();
        to.broken(untouched, reason);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (sink != null) {
            sink.readComplete();
        } else if (decoder.hasKept()) {
            ctx.close();
        } else {
            ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (sink != null) {
            sink.writabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.forget(this);
        if (sink != null) {
            if (!isReused() && !answered) {
                pool.unanswered("it closed the connection without an answer");
            }
            fail(sink, !answered && !decoder.isWithinHead(), "the connection closed");
        }
    }

    /**
     * A server that answers before it has read the whole request may close then: our writing fails, but its answer is there to
     * be read. So the end comes with the end of what can be read. Netty leaves the channel open after a write that failed
     * (AUTO_CLOSE is off).
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
            log.error("a connection to {} failed", pool.origin().name(), cause);
            ctx.close();
        } else if (sink != null) {
            writesFailed = true;
            ctx.read();
        } else {
            ctx.close();
        }
    }
}
