package dev.portcullis.core.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AfterDatagramTest {

    private final AfterDatagram after = new AfterDatagram();
    private final List<String> done = new ArrayList<>();
    private final EmbeddedChannel socket = new EmbeddedChannel(after.handler(), new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            after.execute(() -> {
                done.add("after " + message);
                if (message.equals("first")) {
                    after.execute(() -> done.add("and after that"));
                }
            });
            assertThat(after.isAwaited()).isTrue();
            done.add("read " + message);
            ctx.fireChannelRead(message);
        }
    });

    @Test
    void doesEachThingOnceTheDatagramHasBeenRead() {
        assertThat(socket.writeInbound("first", "second")).as("passed on").isTrue();

        assertThat(done).containsExactly("read first", "after first", "and after that", "read second", "after second");
        assertThat(after.isAwaited()).isFalse();
        assertThat(socket.<String>readInbound()).isEqualTo("first");
    }
}
