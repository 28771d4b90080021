package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a trial of the limit is worth what it costs. */
class DemandTest {

    private final Demand demand = new Demand();

    private void pass(long millis, boolean somebody, boolean modest) {
        pass(millis, somebody, somebody, modest);
    }

    private void pass(long millis, boolean somebody, boolean few, boolean modest) {
        for (long i = 0; i < millis; i++) {
            demand.passed(Duration.ofMillis(1).toNanos(), somebody, few, modest);
        }
    }

    @Test
    void whereNobodyCanBeHurtAnybodyWhoWaitsIsReasonEnough() {
        pass(1, true, false);

        assertThat(demand.isForTrial(false, true)).isTrue();
    }

    @Test
    void clientsWhoAreNotGreedyAreReasonOnceTheyWaitForMuchOfTheTime() {
        pass(500, true, true);
        assertThat(demand.isForTrial(true, true)).isFalse();

        pass(20, true, true);
        assertThat(demand.isForTrial(true, true)).isTrue();

        pass(20, true, false);
        assertThat(demand.isForTrial(true, true)).isFalse();
    }

    @Test
    void theGreedyAreReasonAfterTenSecondsWithoutABreak() {
        pass(9_999, true, false);
        assertThat(demand.isForTrial(true, true)).isFalse();

        pass(1, true, false);
        assertThat(demand.isForTrial(true, true)).isTrue();

        pass(1, false, false);
        assertThat(demand.isForTrial(true, true)).isFalse();
    }

    @Test
    void throngsAreNoReasonForMorePlacesThanTheFewest() {
        pass(60_000, true, false, false);

        assertThat(demand.isForTrial(true, true)).isFalse();
        assertThat(demand.isForTrial(true, false)).isTrue();
    }

    @Test
    void aTrialThatIsForTheGreedyComesAfterTenSeconds() {
        Site site = stormedBy(60);

        assertThat(mostUntil(site, 14)).isEqualTo(2);
        assertThat(mostUntil(site, 30)).isGreaterThan(2);
    }

    @Test
    void whoAsksForMoreThanABrowserCanBringsNoTrialAbout() {
        assertThat(mostUntil(stormedBy(500), 60)).isEqualTo(2);
    }

    /** A site that one client with so many connections asks from the fifth second on, beside ten visitors. */
    private static Site stormedBy(int connections) {
        Site site = new Site(AdmissionSettings.DEFAULT, 50, 2);
        site.serves(new Site.Page(0, 15_000_000, 0.2));
        Crowds crowds = new Crowds(site);
        crowds.visitors(10);
        crowds.greedyBot(Crowds.client(1, 1), connections, Duration.ofSeconds(5));
        return site;
    }

    /** The highest limit until then. */
    private static int mostUntil(Site site, int seconds) {
        int[] most = new int[1];
        site.simulation.every(
                Duration.ofMillis(10),
                () -> most[0] = Math.max(
                        most[0],
                        site.admission.report(site.simulation.now()).pages().limit()));
        site.simulation.runUntil(Duration.ofSeconds(seconds));
        return most[0];
    }
}
