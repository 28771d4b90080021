package dev.portcullis.core.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AcceptGateTest {

    private final AcceptLimit limit = new AcceptLimit(new ManualTime());
    private final EmbeddedChannel listener = listener();
    private final EmbeddedChannel other = listener();

    private EmbeddedChannel listener() {
        return new EmbeddedChannel(new AcceptGate(limit));
    }

    @AfterEach
    void close() {
        listener.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    private EmbeddedChannel accept(EmbeddedChannel on) {
        EmbeddedChannel child = new EmbeddedChannel();
        on.writeInbound(child);
        assertThat(on.<Object>readInbound()).as("passed on to the acceptor").isSameAs(child);
        return child;
    }

    private static boolean accepts(EmbeddedChannel listener) {
        listener.runPendingTasks();
        return listener.config().isAutoRead();
    }

    @Test
    void pausesWhileAsManyAreOpenAsThereMayBe() {
        limit.allow(2);
        EmbeddedChannel first = accept(listener);
        assertThat(accepts(listener)).isTrue();
        accept(listener);
        assertThat(accepts(listener)).as("paused").isFalse();
        assertThat(limit.pauses()).isEqualTo(1);
        first.close();
        assertThat(accepts(listener)).as("goes on").isTrue();
        assertThat(limit.open()).isEqualTo(1);
    }

    @Test
    void countsTheConnectionsOfAllListeners() {
        limit.allow(2);
        EmbeddedChannel first = accept(listener);
        accept(other);
        accept(listener);
        assertThat(accepts(listener)).isFalse();
        assertThat(accepts(other)).isFalse();
        first.close();
        assertThat(accepts(listener)).as("still two").isFalse();
    }

    @Test
    void heedsAnotherLimit() {
        limit.allow(1);
        accept(listener);
        assertThat(accepts(listener)).isFalse();
        limit.allow(2);
        assertThat(accepts(listener)).isTrue();
    }

    @Test
    void aListenerThatIsOpenedWhileThereIsNoRoomWaitsFromTheBeginning() {
        limit.allow(1);
        EmbeddedChannel child = accept(listener);
        EmbeddedChannel late = listener();
        assertThat(accepts(late)).isFalse();
        child.close();
        assertThat(accepts(late)).isTrue();
        late.finishAndReleaseAll();
    }

    @Test
    void pausesForAMomentWhenTheSystemHasNoConnectionToGive() {
        listener.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
        assertThat(accepts(listener)).as("paused").isFalse();
        listener.checkException();
        listener.advanceTimeBy(250, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(accepts(listener)).as("tries again").isTrue();
        assertThat(limit.pauses()).isEqualTo(1);
    }

    @Test
    void staysPausedAfterAnErrorWhileThereIsNoRoom() {
        limit.allow(1);
        EmbeddedChannel child = accept(listener);
        listener.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
        child.close();
        assertThat(accepts(listener)).as("the error is not over").isFalse();
        accept(listener);
        listener.advanceTimeBy(250, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
        assertThat(accepts(listener)).as("no room").isFalse();
    }

    @Test
    void derivesTheLimitFromTheFileDescriptors() {
        assertThat(FileDescriptors.connectionsWith(1024)).isEqualTo(429);
        assertThat(FileDescriptors.connectionsWith(20_000)).isEqualTo(8968);
        assertThat(FileDescriptors.connectionsWith(60)).as("the fewest").isEqualTo(16);
        assertThat(FileDescriptors.connectionsWith(Long.MAX_VALUE))
                .as("the most")
                .isEqualTo(1_000_000);
        assertThat(FileDescriptors.connections()).isPositive();
    }
}
