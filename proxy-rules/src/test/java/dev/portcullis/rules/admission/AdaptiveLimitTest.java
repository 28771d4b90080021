package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the limit comes to be, of an origin that cannot be seen into. */
class AdaptiveLimitTest {

    private static final Site.Page COMPUTES = new Site.Page(0, 15_000_000, 0.2);
    private static final Site.Page WAITS = new Site.Page(200_000_000, 1_000_000, 0.3);

    private final Site site = new Site(AdmissionSettings.DEFAULT, 50, 2);
    private final Crowds crowds = new Crowds(site);
    private final List<Integer> limits = new ArrayList<>();

    private void storm() {
        crowds.visitors(10);
        for (int i = 0; i < 6; i++) {
            crowds.greedyBot(Crowds.client(1, i), 60, Duration.ZERO);
        }
        site.simulation.every(Duration.ofMillis(100), () -> limits.add(limit()));
    }

    private int limit() {
        return site.admission.report(site.simulation.now()).pages().limit();
    }

    private void runFor(int seconds) {
        limits.clear();
        site.simulation.runUntil(Duration.ofNanos(site.simulation.now()).plusSeconds(seconds));
    }

    private double mean() {
        return limits.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    @Test
    void pagesThatComputeGetAsManyPlacesAsThereAreCores() {
        site.serves(COMPUTES);
        storm();

        runFor(5);
        runFor(60);

        assertThat(mean()).isBetween(2.0, 2.4);
    }

    @Test
    void pagesThatWaitGetAsManyPlacesAsThereAreWorkers() {
        site.serves(WAITS);
        storm();

        runFor(10);
        runFor(60);

        assertThat(mean()).isBetween(40.0, 70.0);
    }

    /** Ten seconds are those in which the queue still holds pages of the other kind. */
    @Test
    void theLimitFollowsTheOriginWithinSeconds() {
        site.serves(WAITS);
        storm();
        runFor(30);

        site.serves(COMPUTES);
        runFor(10 + 20);
        assertThat(limit()).isLessThanOrEqualTo(4);

        site.serves(WAITS);
        runFor(10 + 30); // two places answer ten of these a second: there is less to learn from
        assertThat(limit()).isGreaterThan(35);
    }

    @Test
    void anOriginThatHangsLosesNoPlaces() {
        site.serves(WAITS);
        storm();
        runFor(30);

        site.origin.hangUntil(site.simulation.now() + Duration.ofSeconds(20).toNanos());
        runFor(25);

        assertThat(limits).allMatch(limit -> limit >= 30);
        runFor(30);
        assertThat(mean()).isBetween(40.0, 70.0);
    }

    @Test
    void anOriginThatHungServesVisitorsAgainWithinASecond() {
        site.serves(WAITS);
        storm();
        runFor(30);
        site.origin.hangUntil(site.simulation.now() + Duration.ofSeconds(8).toNanos());
        runFor(9);

        crowds.measureFrom(Duration.ofNanos(site.simulation.now()).plusSeconds(1));
        runFor(20);

        assertThat(crowds.quantile(0.5)).isLessThan(400);
    }

    @Test
    void aDatabaseThatIsSlowerForAllChangesLittle() {
        site.serves(WAITS);
        storm();
        runFor(30);

        site.origin.slowDown(5);
        runFor(40);

        assertThat(mean()).isBetween(30.0, 80.0);
    }

    @Test
    void theLimitStaysWithinItsBounds() {
        Site bounded = new Site(
                Door.settings(new AdmissionSettings.Places(4, 3, 20, 1, 1), AdmissionSettings.Queue.DEFAULT), 50, 2);
        bounded.serves(WAITS);
        new Crowds(bounded).bots(6, 60, Duration.ZERO, i -> Crowds.client(1, i));
        bounded.simulation.every(
                Duration.ofMillis(100),
                () -> limits.add(bounded.admission.report(0).pages().limit()));

        bounded.simulation.runUntil(Duration.ofSeconds(30));
        bounded.serves(COMPUTES);
        bounded.simulation.runUntil(Duration.ofSeconds(60));

        assertThat(limits).allMatch(limit -> limit >= 3 && limit <= 20).contains(3, 20);
    }

    @Test
    void whatNobodyWaitsForIsNotLearnt() {
        site.serves(COMPUTES);
        crowds.visitors(10);

        site.simulation.runUntil(Duration.ofMinutes(2));

        assertThat(limit()).isEqualTo(AdmissionSettings.DEFAULT.places().start());
    }
}
