package dev.portcullis.core.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientConnectionsTest {

    private static final IpPrefix CLIENT = IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1});
    private static final IpPrefix OTHER = IpPrefix.of(new byte[] {(byte) 192, 0, 2, 2});

    private final ClientConnections connections = new ClientConnections();

    @Test
    void letsAClientHaveAsManyAsItMay() {
        assertThat(connections.enter(CLIENT, 2)).isTrue();
        assertThat(connections.enter(CLIENT, 2)).isTrue();
        assertThat(connections.enter(CLIENT, 2)).as("one more").isFalse();
        assertThat(connections.enter(OTHER, 2)).as("another client").isTrue();
        connections.leave(CLIENT);
        assertThat(connections.enter(CLIENT, 2)).as("after one has closed").isTrue();
        assertThat(connections.of(CLIENT)).isEqualTo(2);
    }

    @Test
    void knowsNoLimitWhenThereIsNone() {
        for (int i = 0; i < 1000; i++) {
            assertThat(connections.enter(CLIENT, 0)).isTrue();
        }
    }

    @Test
    void keepsNothingOfClientsWithoutAConnection() {
        connections.enter(CLIENT, 0);
        connections.enter(CLIENT, 1);
        connections.leave(CLIENT);
        assertThat(connections.clients()).isZero();
    }

    @Test
    void neverLetsInMoreFromSeveralThreadsAndForgetsNone() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Callable<Void> work = () -> {
            for (int i = 0; i < 20_000; i++) {
                if (connections.enter(CLIENT, 3)) {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    connections.leave(CLIENT);
                }
            }
            return null;
        };
        List<Future<Void>> done = new ArrayList<>(threads.invokeAll(List.of(work, work, work, work)));
        for (Future<Void> future : done) {
            future.get();
        }
        threads.shutdown();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(connections.clients()).as("left over").isZero();
    }
}
