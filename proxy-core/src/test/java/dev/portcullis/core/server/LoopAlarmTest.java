package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Things that are done on an event loop at their time. */
class LoopAlarmTest {

    private final ManualTime time = new ManualTime();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopAlarm alarm = new LoopAlarm(channel.eventLoop(), time);
    private final List<Long> rang = new ArrayList<>();

    LoopAlarmTest() {
        channel.freezeTime();
    }

    private void pass(long millis) {
        time.advance(Duration.ofMillis(millis));
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void whatIsDoneAtItsTimeIsToldTheTime() {
        long began = time.nanos();
        alarm.after(Duration.ofMillis(20).toNanos(), rang::add);

        pass(19);
        assertThat(rang).isEmpty();

        pass(1);
        assertThat(rang).containsExactly(began + Duration.ofMillis(20).toNanos());

        pass(1000);
        assertThat(rang).hasSize(1);
    }

    @Test
    void afterAFaultTheNextIsDone() {
        alarm.after(0, now -> {
            throw new IllegalStateException("a fault");
        });
        alarm.after(0, rang::add);

        pass(0);

        assertThat(rang).hasSize(1);
        channel.checkException();
    }
}
