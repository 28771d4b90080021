package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Bans that a journal keeps, and registers that begin with what it has kept. */
class JournalledBansTest {

    private static final IpPrefix CLIENT = BansTest.block("192.0.2.1");
    private static final Rule FOURFOLD = BansTest.rule("scan", Duration.ofHours(1), 4, Duration.ofDays(30));

    private final ManualTime time = new ManualTime();
    private final FakeJournal journal = new FakeJournal();
    private final Bans bans = register();

    /** Keeps what it is told when the test says so. */
    private static final class FakeJournal implements BanJournal {
        final Map<String, KeptBan> kept = new LinkedHashMap<>();
        final List<Runnable> waiting = new ArrayList<>();
        boolean slow;

        @Override
        public Keeping keep(KeptBan ban) {
            kept.put(key(ban.ban().subject(), ban.ban().rule()), ban);
            return slow ? new Slow() : Keeping.DONE;
        }

        @Override
        public void forget(IpPrefix subject, String rule, boolean observed) {
            kept.remove(key(subject, rule));
        }

        private static String key(IpPrefix subject, String rule) {
            return subject + " " + rule;
        }

        void catchUp() {
            slow = false;
            waiting.forEach(Runnable::run);
        }

        private final class Slow implements Keeping {
            @Override
            public boolean done() {
                return !slow;
            }

            @Override
            public void whenDone(Runnable action) {
                waiting.add(action);
            }

            @Override
            public void giveUp() {
                throw new AssertionError("nobody here gives up");
            }
        }
    }

    private Bans register() {
        Bans register = new Bans(new Bannable(NetworkList.EMPTY, NetworkList.EMPTY, 64), time, time);
        register.keepIn(journal);
        return register;
    }

    private Ban ban(Bans in) {
        Ban.Evidence evidence = new Ban.Evidence(Rule.Count.ERRORS, 2, 1, Duration.ofMinutes(5), List.of());
        return Objects.requireNonNull(in.ban(CLIENT, FOURFOLD, false, "a test", evidence));
    }

    private Bans restarted() {
        Bans next = register();
        next.restoreKept(List.copyOf(journal.kept.values()));
        return next;
    }

    @Test
    void goOnAfterARestartUntilTheirEndToTheSecond() {
        Ban made = ban(bans);
        time.advance(Duration.ofMinutes(59));
        Bans next = restarted();

        time.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(next.find(CLIENT, time.nanos())).isEqualTo(made);
        time.advance(Duration.ofNanos(1));
        assertThat(next.find(CLIENT, time.nanos())).isNull();
    }

    @Test
    void thatHaveEndedStillMakeTheNextOneLonger() {
        ban(bans);
        time.advance(Duration.ofHours(2));
        bans.expire(time.nanos());
        assertThat(journal.kept.values()).singleElement().satisfies(kept -> {
            assertThat(kept.ban().evidence()).isNull();
            assertThat(kept.ban().times()).isEqualTo(1);
        });

        Bans next = restarted();
        assertThat(next.list(time.nanos())).isEmpty();
        Ban second = ban(next);

        assertThat(second.times()).isEqualTo(2);
        assertThat(Duration.between(second.start(), second.end())).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void areForgottenWhenTheirTimeOfRemembranceIsOver() {
        ban(bans);
        time.advance(Duration.ofDays(31));

        assertThat(ban(restarted()).times()).isEqualTo(1);
    }

    @Test
    void thatWereLiftedAreNotKept() {
        ban(bans);
        bans.remove(CLIENT);

        assertThat(journal.kept).isEmpty();
        assertThat(restarted().list(time.nanos())).isEmpty();
    }

    @Test
    void ofAnAdministratorAreForgottenAtTheirEnd() {
        bans.add(CLIENT, Duration.ofMinutes(1), "mine");
        assertThat(journal.kept).hasSize(1);
        time.advance(Duration.ofMinutes(1));
        bans.expire(time.nanos());

        assertThat(journal.kept).isEmpty();
    }

    @Test
    void thatFollowOneThatWasNotSweptYetAreKeptInItsPlace() {
        ban(bans);
        time.advance(Duration.ofHours(1));
        Ban second = ban(bans);
        bans.expire(time.nanos());

        assertThat(journal.kept.values()).extracting(KeptBan::ban).containsExactly(second);
    }

    @Test
    void areShownToTheirClientsOnlyWhenTheyAreKept() {
        List<Ban> kept = new ArrayList<>();
        bans.addListener(new BanListener() {
            @Override
            public void banned(Ban ban) {}

            @Override
            public void kept(Ban ban) {
                kept.add(ban);
            }

            @Override
            public void lifted(Ban ban, Lift why) {}
        });
        journal.slow = true;
        Ban made = ban(bans);

        Standing standing = Objects.requireNonNull(bans.standing(CLIENT, time.nanos()));
        assertThat(standing.kept()).isFalse();
        assertThat(kept).isEmpty();

        journal.catchUp();
        assertThat(standing.kept()).isTrue();
        assertThat(kept).containsExactly(made);
    }

    @Test
    void thatStandOrAreRememberedAreAllThatIsToBeKept() {
        ban(bans);
        time.advance(Duration.ofHours(1));
        bans.expire(time.nanos());
        bans.add(BansTest.block("192.0.2.2"), Duration.ofDays(1), "mine");

        assertThat(bans.kept())
                .extracting(kept -> kept.ban().subject().toString(), kept -> kept.remembered())
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple(
                                "192.0.2.1", time.now().plus(Duration.ofDays(30))),
                        org.assertj.core.api.Assertions.tuple(
                                "192.0.2.2", time.now().plus(Duration.ofDays(1))));
    }
}
