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

/** Each further ban of a subject by the same rule is longer. */
class EscalationTest {

    private static final IpPrefix CLIENT = BansTest.block("192.0.2.1");
    private static final Rule FOURFOLD = BansTest.rule("scan", Duration.ofHours(1), 4, Duration.ofDays(30));

    private final ManualTime time = new ManualTime();
    private final Bans bans = new Bans(new Bannable(NetworkList.EMPTY, NetworkList.EMPTY, 64), time, time);

    private Ban ban(Rule rule) {
        Ban.Evidence evidence = new Ban.Evidence(Rule.Count.ERRORS, 2, 1, Duration.ofMinutes(5), List.of());
        return Objects.requireNonNull(bans.ban(CLIENT, rule, false, "a test", evidence));
    }

    private static Duration lasts(Ban ban) {
        return Duration.between(ban.start(), ban.end());
    }

    private List<Long> hours(Rule rule, int bansInARow) {
        List<Long> hours = new ArrayList<>();
        for (int i = 1; i <= bansInARow; i++) {
            Ban ban = ban(rule);
            assertThat(ban.times()).isEqualTo(i);
            hours.add(lasts(ban).toHours());
            time.advance(lasts(ban));
        }
        return hours;
    }

    @Test
    void eachBanIsLongerByTheFactorUpToTheLongest() {
        assertThat(hours(FOURFOLD, 8)).containsExactly(1L, 4L, 16L, 64L, 256L, 720L, 720L, 720L);
    }

    @Test
    void withoutAFactorEveryBanLastsAsLong() {
        assertThat(hours(BansTest.rule("flood", Duration.ofHours(2), 1, Duration.ofHours(2)), 4))
                .containsExactly(2L, 2L, 2L, 2L);
    }

    @Test
    void aHugeFactorDoesNotOverflow() {
        Rule rule = BansTest.rule("scan", Duration.ofDays(1), Integer.MAX_VALUE, Duration.ofDays(10_000));
        assertThat(hours(rule, 3)).containsExactly(24L, 240_000L, 240_000L);
    }

    @Test
    void noBanIsLongerThanTheRegisterCanHold() {
        Rule rule = BansTest.rule("scan", Duration.ofDays(1), Integer.MAX_VALUE, Duration.ofDays(Integer.MAX_VALUE));
        assertThat(hours(rule, 2)).containsExactly(24L, Bans.LONGEST.toHours());
    }

    @Test
    void liftingForgetsBansThatHaveEndedToo() {
        ban(FOURFOLD);
        time.advance(Duration.ofHours(2));
        assertThat(bans.remove(CLIENT)).isEmpty();

        assertThat(bans.endedWithin(Duration.ofDays(1), CLIENT, FOURFOLD.name(), false, time.nanos()))
                .as("no probation")
                .isFalse();
        assertThat(bans.kept()).isEmpty();
        assertThat(ban(FOURFOLD).times()).isOne();
    }

    @Test
    void eachRuleCountsForItself() {
        hours(FOURFOLD, 3);
        assertThat(ban(BansTest.rule("flood", Duration.ofHours(1), 4, Duration.ofDays(30)))
                        .times())
                .isOne();
    }

    @Test
    void aSubjectIsRememberedForTheLongestBanAfterItsLastOneEnded() {
        Rule rule = BansTest.rule("scan", Duration.ofHours(1), 2, Duration.ofHours(10));
        ban(rule);
        time.advance(Duration.ofHours(1).plus(Duration.ofHours(9)));
        assertThat(ban(rule).times()).isEqualTo(2);
        time.advance(Duration.ofHours(2).plus(Duration.ofHours(10)).plusMinutes(1));
        assertThat(ban(rule).times()).isOne();
    }

    @Test
    void aJumpOfTheCalendarDoesNotForget() {
        ban(FOURFOLD);
        time.advance(Duration.ofHours(1));
        time.jump(Duration.ofDays(3650));
        assertThat(ban(FOURFOLD).times()).isEqualTo(2);
    }

    @Test
    void aBanThatIsLiftedWasNone() {
        hours(FOURFOLD, 3);
        ban(FOURFOLD);
        bans.remove(CLIENT);
        Ban next = ban(FOURFOLD);
        assertThat(next.times()).isOne();
        assertThat(lasts(next)).isEqualTo(Duration.ofHours(1));
    }
}
