package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TalliesTest {

    private static final Limit LIMIT = new Limit(1_000_000, Duration.ofHours(1));
    private static final Slot SLOT = new Slots().take(1).get(0);

    private volatile Slot latest = SLOT;

    private static IpPrefix client(long number) {
        return new IpPrefix(0x2001_0db8_0000_0000L + number, 0, 64);
    }

    private static void count(Tallies tallies, IpPrefix client) {
        add(tallies, client, SLOT);
    }

    private static void add(Tallies tallies, IpPrefix client, Slot slot) {
        while (true) {
            Tally tally = tallies.of(client);
            synchronized (tally) {
                if (tally.live()) {
                    tally.add(slot, LIMIT, 1, 0);
                    return;
                }
            }
        }
    }

    private static long counted(Tallies tallies, IpPrefix client) {
        return counted(tallies, client, SLOT);
    }

    private static long counted(Tallies tallies, IpPrefix client, Slot slot) {
        Tally tally = tallies.known(client);
        if (tally == null) {
            return 0;
        }
        synchronized (tally) {
            return tally.count(slot, LIMIT, 0);
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
    void aRetiredSlotCountsNothingAndIsEmptyWhenItsNumberIsGivenOutAgain() {
        Tallies tallies = new Tallies(1000);
        for (int number = 0; number < 2; number++) {
            Slot stays = tallies.take(1).get(0);
            Slot goes = tallies.take(1).get(0);
            for (Tally tally : List.of(tallies.of(client(1)), tallies.everybody())) {
                synchronized (tally) {
                    tally.add(stays, LIMIT, 5, 0);
                    tally.add(goes, LIMIT, 7, 0);
                }
            }
            tallies.retire(List.of(goes));
            Slot next = tallies.take(1).get(0);
            assertThat(next.row().number()).isEqualTo(goes.row().number());
            for (Tally tally : List.of(tallies.of(client(1)), tallies.everybody())) {
                synchronized (tally) {
                    tally.add(goes, LIMIT, 1, 0);
                    assertThat(tally.count(goes, LIMIT, 0)).isZero();
                    assertThat(tally.count(next, LIMIT, 0)).isZero();
                    tally.add(next, LIMIT, 2, 0);
                    tally.clear(goes);
                    assertThat(tally.count(next, LIMIT, 0)).isEqualTo(2);
                    assertThat(tally.count(stays, LIMIT, 0)).isEqualTo(5);
                }
            }
        }
    }

    @Test
    void whoeverStillCountsUnderASlotThatIsBeingRetiredLeavesNothingThere() throws Exception {
        Tallies tallies = new Tallies(10_000);
        for (int i = 0; i < 2000; i++) {
            tallies.of(client(i));
        }
        latest = tallies.take(1).get(0);
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int t = 0; t < 2; t++) {
                int thread = t;
                pool.submit(() -> {
                    for (int i = thread; !stopped.get(); i++) {
                        Slot slot = latest;
                        while (!slot.retired()) {
                            add(tallies, client(i % 4000), slot);
                        }
                    }
                });
            }
            for (int i = 0; i < 40; i++) {
                Slot old = latest;
                latest = tallies.take(1).get(0);
                tallies.retire(List.of(old));
                Slot next = tallies.take(1).get(0);
                assertThat(next.row().number()).isEqualTo(old.row().number());
                long left = 0;
                for (int subject = 0; subject < 4000; subject++) {
                    left += counted(tallies, client(subject), next);
                }
                assertThat(left).isZero();
                tallies.retire(List.of(next));
            }
        } finally {
            stopped.set(true);
            tallies.retire(List.of(latest));
            pool.shutdownNow();
        }
    }

    @Test
    void slotsStayLowHoweverOftenRulesComeAndGo() {
        Tallies tallies = new Tallies(1000);
        List<Slot> held = new ArrayList<>(List.of(
                tallies.take(1).get(0), tallies.take(1).get(0), tallies.take(1).get(0)));
        for (int i = 0; i < 1000; i++) {
            List<Slot> next = List.of(
                    tallies.take(1).get(0),
                    tallies.take(1).get(0),
                    tallies.take(1).get(0));
            tallies.retire(held);
            held = new ArrayList<>(next);
        }
        assertThat(held).allMatch(slot -> slot.row().number() < 6);
    }

    @Test
    void fewerSubjectsAreRememberedAtOnce() {
        Tallies tallies = new Tallies(50_000);
        for (int i = 0; i < 50_000; i++) {
            count(tallies, client(i));
        }
        tallies.limit(100);
        assertThat(tallies.size()).isEqualTo(100);
        tallies.limit(200);
        for (int i = 0; i < 1000; i++) {
            count(tallies, client(100_000 + i));
        }
        assertThat(tallies.size()).isBetween(101L, 200L);
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
