package dev.portcullis.core.testing;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamAddress;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamChannelConfig;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.handler.codec.quic.QuicStreamType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stream of QUIC without the library: what it was ended with is noted. */
public final class FakeQuicStream extends EmbeddedChannel implements QuicStreamChannel {

    /** The code that the client is told to send no more with; null for none. */
    public @Nullable Integer stopped;

    /** The code that what is sent was broken off with; null when it was not. */
    public @Nullable Integer reset;

    private final QuicStreamType type;
    private final long id;
    private @Nullable QuicStreamChannelConfig options;

    /** A stream that a client has opened. */
    public FakeQuicStream(FakeQuicConnection connection, QuicStreamType type, long id) {
        super(connection, DefaultChannelId.newInstance(), true, false);
        this.type = type;
        this.id = id;
    }

    @Override
    public QuicStreamChannelConfig config() {
        if (options == null) {
            options = FakeConfig.of(QuicStreamChannelConfig.class, super.config());
        }
        return options;
    }

    @Override
    public QuicChannel parent() {
        return (QuicChannel) Objects.requireNonNull(super.parent());
    }

    @Override
    public FakeQuicStream read() {
        super.read();
        return this;
    }

    @Override
    public FakeQuicStream flush() {
        super.flush();
        return this;
    }

    @Override
    public @Nullable QuicStreamAddress localAddress() {
        return null;
    }

    @Override
    public @Nullable QuicStreamAddress remoteAddress() {
        return null;
    }

    @Override
    public boolean isLocalCreated() {
        return false;
    }

    @Override
    public QuicStreamType type() {
        return type;
    }

    @Override
    public long streamId() {
        return id;
    }

    @Override
    public @Nullable QuicStreamPriority priority() {
        return null;
    }

    @Override
    public ChannelFuture updatePriority(QuicStreamPriority priority, ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    public boolean isInputShutdown() {
        return stopped != null;
    }

    @Override
    public boolean isOutputShutdown() {
        return reset != null;
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return shutdown(0, promise);
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return shutdownOutput(0, promise);
    }

    @Override
    public ChannelFuture shutdown(int error, ChannelPromise promise) {
        stopped = error;
        reset = error;
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdownInput(int error, ChannelPromise promise) {
        stopped = error;
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdownOutput(int error, ChannelPromise promise) {
        reset = error;
        return promise.setSuccess();
    }
}
