package dev.portcullis.core.connection.http3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http3OneWayStreamTest {

    private final List<Object> events = new ArrayList<>();
    private final EmbeddedChannel stream =
            new EmbeddedChannel(new Http3OneWayStream(), new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    events.add(event);
                }
            });

    @AfterEach
    void close() {
        stream.finishAndReleaseAll();
    }

    @Test
    void throwsBytesAwayThatNobodyReads() {
        ByteBuf unread = Unpooled.wrappedBuffer(new byte[] {1, 2});

        assertThat(stream.writeInbound(unread)).as("passed on").isFalse();
        assertThat(unread.refCnt()).isZero();
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void passesOnWhatTheCodecHasRead() {
        assertThat(stream.writeInbound("a frame")).isTrue();
        assertThat(stream.<String>readInbound()).isEqualTo("a frame");
    }

    @Test
    void isLetGoOfWhenTheClientEndsIt() {
        stream.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);

        assertThat(stream.isOpen()).isFalse();
        assertThat(events).as("heard by others").containsExactly(ChannelInputShutdownReadComplete.INSTANCE);
    }

    @Test
    void isLetGoOfWhenTheClientResetsIt() {
        stream.pipeline().fireExceptionCaught(new IOException("reset"));

        assertThat(stream.isOpen()).isFalse();
        stream.checkException();
    }

    @Test
    void aFaultOfTheProgramIsNotKeptQuiet() {
        stream.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));

        assertThat(stream.isOpen()).isTrue();
        assertThatThrownBy(stream::checkException).hasMessage("a fault");
    }
}
