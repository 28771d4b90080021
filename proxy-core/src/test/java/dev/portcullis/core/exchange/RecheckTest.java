package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.exchange.Worker.Member;
import dev.portcullis.core.testing.EmbeddedProxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policy is asked again about many connections. */
class RecheckTest {

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Set<Member> members = new LinkedHashSet<>();
    private final List<Integer> asked = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Recheck recheck = new Recheck(members, () -> proxy.worker().services());

    @AfterEach
    void close() {
        proxy.close();
    }

    private void members(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            int number = i;
            members.add(new Asked() {
                @Override
                public void recheck(long now) {
                    asked.add(number);
                    proxy.time.advance(each);
                    if (number == 1) {
                        throw new IllegalStateException("a fault");
                    }
                }
            });
        }
    }

    @Test
    void othersHaveTheirTurnAfterAMillisecond() {
        members(7, Duration.ofNanos(400_000));

        recheck.begin(later::add);
        assertThat(asked).containsExactly(0, 1, 2);

        later.remove().run();
        assertThat(asked).containsExactly(0, 1, 2, 3, 4, 5);

        later.remove().run();
        assertThat(asked).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(later).isEmpty();
    }

    @Test
    void whoHasGoneMeanwhileIsNotAsked() {
        members(4, Duration.ofMillis(1));

        recheck.begin(later::add);
        members.clear();
        later.remove().run();

        assertThat(asked).containsExactly(0);
        assertThat(later).isEmpty();
    }

    @Test
    void askedForMeanwhileItBeginsOnceMoreAtItsEnd() {
        members(2, Duration.ofMillis(1));

        recheck.begin(later::add);
        recheck.begin(later::add);
        recheck.begin(later::add);
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat(asked).containsExactly(0, 1, 0, 1);

        recheck.begin(later::add);
        assertThat(asked).endsWith(0, 1, 0);
    }

    /** A connection of which nothing else is asked. */
    private abstract static class Asked implements Member {

        @Override
        public void sweep(long now) {}

        @Override
        public void drain() {}

        @Override
        public void close() {}
    }
}
