package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a trial of the limit is worth what it costs. */
class DemandTest {

    private final Demand demand = new Demand();

    private void pass(long millis, boolean somebody, boolean modest) {
        for (long i = 0; i < millis; i++) {
            demand.passed(Duration.ofMillis(1).toNanos(), somebody, modest);
        }
    }

    @Test
    void whereNobodyCanBeHurtAnybodyWhoWaitsIsReasonEnough() {
        pass(1, true, false);

        assertThat(demand.isForMore(false)).isTrue();
    }

    @Test
    void clientsWhoAreNotGreedyAreReasonOnceTheyWaitForMuchOfTheTime() {
        pass(500, true, true);
        assertThat(demand.isForMore(true)).isFalse();

        pass(20, true, true);
        assertThat(demand.isForMore(true)).isTrue();

        pass(20, true, false);
        assertThat(demand.isForMore(true)).isFalse();
    }

    @Test
    void theGreedyAreReasonAfterTenSecondsWithoutABreak() {
        pass(9_999, true, false);
        assertThat(demand.isForMore(true)).isFalse();

        pass(1, true, false);
        assertThat(demand.isForMore(true)).isTrue();

        pass(1, false, false);
        assertThat(demand.isForMore(true)).isFalse();
    }

    @Test
    void aTrialThatIsForTheGreedyDoesNotComeInTheFirstSecondsOfAStorm() {
        Site site = new Site(AdmissionSettings.DEFAULT, 50, 2);
        site.serves(new Site.Page(0, 15_000_000, 0.2));
        Crowds crowds = new Crowds(site);
        crowds.visitors(10);
        crowds.greedyBot(Crowds.client(1, 1), 500, Duration.ofSeconds(5));
        int[] most = new int[1];
        site.simulation.every(
                Duration.ofMillis(10),
                () -> most[0] = Math.max(
                        most[0],
                        site.admission.report(site.simulation.now()).pages().limit()));

        site.simulation.runUntil(Duration.ofSeconds(14));
        assertThat(most[0]).isEqualTo(2);

        site.simulation.runUntil(Duration.ofSeconds(30));
        assertThat(most[0]).isGreaterThan(2);
    }
}
