package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TalliesTest {

    private static final Limit LIMIT = new Limit(1_000_000, Duration.ofHours(1));
    private static final Slot SLOT = new Slot(0, false);

    private static IpPrefix client(long number) {
        return new IpPrefix(0x2001_0db8_0000_0000L + number, 0, 64);
    }

    private static void count(Tallies tallies, IpPrefix client) {
        while (true) {
            Tally tally = tallies.of(client);
            synchronized (tally) {
                if (tally.live()) {
                    tally.add(SLOT, LIMIT, 1, 0);
                    return;
                }
            }
        }
    }

    private static long counted(Tallies tallies, IpPrefix client) {
        Tally tally = tallies.known(client);
        if (tally == null) {
            return 0;
        }
        synchronized (tally) {
            return tally.count(SLOT, LIMIT, 0);
        }
    }

    @Test
    void eachSubjectHasItsOwnTally() {
        Tallies tallies = new Tallies(1000);
        count(tallies, client(1));
        count(tallies, client(1));
        count(tallies, client(2));
        assertThat(counted(tallies, client(1))).isEqualTo(2);
        assertThat(counted(tallies, client(2))).isOne();
        assertThat(tallies.known(client(3))).isNull();
        assertThat(tallies.size()).isEqualTo(2);
    }

    @Test
    void whatIsForgottenBeginsAnewAndItsOldTallyIsMarked() {
        Tallies tallies = new Tallies(1000);
        Tally old = tallies.of(client(1));
        tallies.forget(client(1));
        synchronized (old) {
            assertThat(old.live()).isFalse();
        }
        assertThat(tallies.of(client(1))).isNotSameAs(old);
    }

    @Test
    void whatIsPushedOutIsMarkedToo() {
        Tallies tallies = new Tallies(100);
        List<Tally> given = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            given.add(tallies.of(client(i)));
        }
        int live = 0;
        for (int i = 0; i < given.size(); i++) {
            Tally tally = given.get(i);
            synchronized (tally) {
                assertThat(tally.live()).isEqualTo(tallies.known(client(i)) == tally);
                live += tally.live() ? 1 : 0;
            }
        }
        assertThat(live).isBetween(1, 100);
    }

    @Test
    void aFloodOfNewAddressesDoesNotPushOutTheHeavyOffenders() {
        int max = 20_000;
        int offenders = 100;
        Tallies tallies = new Tallies(max);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < offenders; i++) {
                count(tallies, client(i));
            }
        }
        for (int i = 0; i < 10 * max; i++) {
            count(tallies, client(1_000_000 + i));
        }
        int known = 0;
        for (int i = 0; i < offenders; i++) {
            known += counted(tallies, client(i)) == 20 ? 1 : 0;
        }
        assertThat(known).isEqualTo(offenders);
        assertThat(tallies.size()).isLessThanOrEqualTo(max);
    }

    @Test
    void noUpdateIsLostBetweenThreads() throws Exception {
        Tallies tallies = new Tallies(1000);
        int threads = 4;
        int each = 100_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        count(tallies, client(i % 10));
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(counted(tallies, client(i))).isEqualTo((long) threads * each / 10);
        }
    }
}
