package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Bans that the process before had made. */
class RestoredBansTest {

    private static final IpPrefix CLIENT = BansTest.block("192.0.2.1");
    private static final Rule FOURFOLD = BansTest.rule("scan", Duration.ofHours(1), 4, Duration.ofDays(30));

    private final ManualTime time = new ManualTime();
    private final Bans before = register();
    private final Bans after = register();

    private Bans register() {
        return new Bans(new Bannable(NetworkList.EMPTY, NetworkList.EMPTY, 64), time, time);
    }

    private Ban ban(Bans in, IpPrefix client) {
        Ban.Evidence evidence = new Ban.Evidence(Rule.Count.ERRORS, 2, 1, Duration.ofMinutes(5), List.of());
        return Objects.requireNonNull(in.ban(client, FOURFOLD, false, "a test", evidence));
    }

    @Test
    void lastUntilTheEndThatTheyHad() {
        Ban made = ban(before, CLIENT);
        time.advance(Duration.ofMinutes(40));
        assertThat(after.restore(before.list(time.nanos()))).isEqualTo(1);

        time.advance(Duration.ofMinutes(20).minusNanos(1));
        assertThat(after.find(CLIENT, time.nanos())).isEqualTo(made);
        time.advance(Duration.ofNanos(1));
        assertThat(after.find(CLIENT, time.nanos())).isNull();
    }

    @Test
    void countForTheLengthOfTheNext() {
        ban(before, CLIENT);
        after.restore(before.list(time.nanos()));
        time.advance(Duration.ofHours(1));

        assertThat(ban(after, CLIENT).times()).isEqualTo(2);
    }

    @Test
    void areNoLongerByACalendarThatWasSetBack() {
        ban(before, CLIENT);
        List<KeptBan> kept = before.kept();
        time.jump(Duration.ofDays(-20_000));
        assertThat(after.restoreKept(kept)).isEqualTo(1);

        time.advance(Duration.ofHours(1).minusNanos(1));
        assertThat(after.find(CLIENT, time.nanos())).isNotNull();
        time.advance(Duration.ofNanos(1));
        assertThat(after.find(CLIENT, time.nanos())).isNull();
        assertThat(after.endedWithin(Duration.ofHours(6), CLIENT, FOURFOLD.name(), false, time.nanos()))
                .as("its probation begins with its end")
                .isTrue();
        time.advance(Duration.ofDays(31));
        assertThat(ban(after, CLIENT).times())
                .as("it is not remembered for longer either")
                .isEqualTo(1);
    }

    @Test
    void areTakenInOnce() {
        ban(before, CLIENT);
        before.add(BansTest.block("192.0.2.2"), Duration.ofDays(1), "mine");
        List<Ban> all = before.list(time.nanos());

        assertThat(after.restore(all)).isEqualTo(2);
        assertThat(after.restore(all)).isZero();
        assertThat(after.list(time.nanos())).containsExactlyElementsOf(all);
    }

    @Test
    void thatHaveEndedAreLeftOut() {
        ban(before, CLIENT);
        List<Ban> all = before.list(time.nanos());
        time.advance(Duration.ofHours(1));

        assertThat(after.restore(all)).isZero();
    }

    @Test
    void areNoNews() {
        List<Ban> told = new ArrayList<>();
        after.addListener(new BanListener() {
            @Override
            public void banned(Ban ban) {
                told.add(ban);
            }

            @Override
            public void lifted(Ban ban, Lift why) {}
        });
        ban(before, CLIENT);
        after.restore(before.list(time.nanos()));

        assertThat(told).isEmpty();
    }
}
