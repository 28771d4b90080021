package dev.portcullis.core.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoinedWritesTest {

    private final JoinedWrites joined = new JoinedWrites();
    private final Library library = new Library();
    private final EmbeddedChannel stream = new EmbeddedChannel(library, joined);
    private final List<ByteBuf> given = new ArrayList<>();

    /** What is before the handler: notes each write, and takes it unless it is told not to. */
    private static final class Library extends ChannelOutboundHandlerAdapter {

        private final List<String> taken = new ArrayList<>();
        private boolean refuses;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (refuses) {
                promise.setFailure(new IOException("not taken"));
            } else {
                taken.add(
                        message instanceof QuicStreamFrame frame
                                ? text(frame.content()) + (frame.hasFin() ? "|" : "")
                                : text((ByteBuf) message));
                promise.setSuccess();
            }
            ReferenceCountUtil.release(message);
        }

        private static String text(ByteBuf bytes) {
            return bytes.toString(StandardCharsets.US_ASCII);
        }
    }

    @AfterEach
    void everythingWasReleased() {
        stream.finishAndReleaseAll();
        assertThat(given).allMatch(piece -> piece.refCnt() == 0);
    }

    private ChannelFuture write(String text) {
        ByteBuf piece = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        given.add(piece);
        return stream.write(piece);
    }

    @Test
    void handsOnInOnePieceWhatIsWrittenUntilItIsFlushed() {
        ChannelFuture head = write("head ");
        ChannelFuture body = write("body");
        assertThat(library.taken).as("before it is flushed").isEmpty();
        assertThat(head.isDone()).isFalse();

        stream.flush();
        assertThat(library.taken).containsExactly("head body");
        assertThat(head.isSuccess()).isTrue();
        assertThat(body.isSuccess()).isTrue();
        stream.flush();
        assertThat(library.taken).as("nothing twice").hasSize(1);
    }

    @Test
    void theEndGoesWithWhatWaits() {
        ChannelFuture body = write("body");
        ChannelPromise ended = stream.newPromise();
        joined.end(ended);

        assertThat(library.taken).containsExactly("body|");
        assertThat(body.isSuccess()).isTrue();
        assertThat(ended.isSuccess()).isTrue();
    }

    @Test
    void theEndGoesAloneWhenNothingWaits() {
        write("body");
        stream.flush();
        joined.end(stream.newPromise());

        assertThat(library.taken).containsExactly("body", "|");
    }

    @Test
    void largePiecesGoAloneAndInTheirOrder() {
        String large = "x".repeat(JoinedWrites.MOST + 1);
        write("before");
        write(large);
        write("behind");
        assertThat(library.taken).containsExactly("before", large);
        stream.flush();
        assertThat(library.taken).containsExactly("before", large, "behind");
    }

    @Test
    void noMoreIsJoinedThanMayBe() {
        String half = "x".repeat(JoinedWrites.MOST / 2);
        write(half);
        write(half);
        write("y");
        stream.flush();
        assertThat(library.taken).containsExactly(half + half, "y");
    }

    @Test
    void everyWriteFailsWithThePieceThatItIsIn() {
        library.refuses = true;
        ChannelFuture head = write("head");
        ChannelPromise ended = stream.newPromise();
        joined.end(ended);

        assertThat(head.cause()).hasMessage("not taken");
        assertThat(ended.cause()).hasMessage("not taken");
    }

    @Test
    void whatWaitsWhenTheStreamIsClosedIsNotSent() {
        ChannelFuture head = write("head");
        stream.close();

        assertThat(library.taken).isEmpty();
        assertThat(head.cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void whatIsWrittenBecauseSomethingWasTakenIsNotLost() {
        write("first").addListener(taken -> write("second"));
        stream.flush();
        stream.flush();
        assertThat(library.taken).containsExactly("first", "second");
    }
}
