package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopLagTest {

    private final ManualTime time = new ManualTime();
    private final List<Long> told = new ArrayList<>();
    private final LoopLag lag =
            new LoopLag(time, nanos -> told.add(Duration.ofNanos(nanos).toMillis()));

    @Test
    void aLoopThatIsInTimeHasNoLag() {
        runAfter(250);
        runAfter(250);

        assertThat(told).containsExactly(0L, 0L);
    }

    @Test
    void howLateItRunsIsItsLag() {
        runAfter(253);
        runAfter(247);
        runAfter(260);

        assertThat(told).containsExactly(3L, 0L, 10L);
    }

    @Test
    void aLongStallWeighsAsMuchAsItLasted() {
        runAfter(1250);
        runAfter(0);
        runAfter(0);
        runAfter(0);
        runAfter(0);
        runAfter(250);

        assertThat(told).containsExactly(1000L, 750L, 500L, 250L, 0L, 0L);
    }

    private void runAfter(int millis) {
        time.advance(Duration.ofMillis(millis));
        lag.run();
    }
}
