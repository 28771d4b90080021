package dev.portcullis.core.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelConfig;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.QuicTransportParameters;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A connection of QUIC without the library. */
public final class FakeQuicConnection extends EmbeddedChannel implements QuicChannel {

    /** The codes that it was closed with. */
    public final List<Integer> closings = new ArrayList<>();

    private @Nullable QuicChannelConfig options;

    @Override
    public QuicChannelConfig config() {
        if (options == null) {
            options = FakeConfig.of(QuicChannelConfig.class, super.config());
        }
        return options;
    }

    @Override
    public ChannelFuture close(boolean application, int error, ByteBuf reason, ChannelPromise promise) {
        closings.add(error);
        reason.release();
        return close(promise);
    }

    @Override
    public FakeQuicConnection read() {
        super.read();
        return this;
    }

    @Override
    public FakeQuicConnection flush() {
        super.flush();
        return this;
    }

    @Override
    public @Nullable QuicConnectionAddress localAddress() {
        return null;
    }

    @Override
    public @Nullable QuicConnectionAddress remoteAddress() {
        return null;
    }

    @Override
    public @Nullable SocketAddress localSocketAddress() {
        return null;
    }

    @Override
    public @Nullable SocketAddress remoteSocketAddress() {
        return null;
    }

    @Override
    public @Nullable SSLEngine sslEngine() {
        return null;
    }

    @Override
    public @Nullable QuicTransportParameters peerTransportParameters() {
        return null;
    }

    @Override
    public long peerAllowedStreams(QuicStreamType type) {
        return 0;
    }

    @Override
    public boolean isTimedOut() {
        return false;
    }

    @Override
    public Future<QuicStreamChannel> createStream(
            QuicStreamType type, @Nullable ChannelHandler handler, Promise<QuicStreamChannel> promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    public Future<QuicConnectionStats> collectStats(Promise<QuicConnectionStats> promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    public Future<QuicConnectionPathStats> collectPathStats(int path, Promise<QuicConnectionPathStats> promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }
}
