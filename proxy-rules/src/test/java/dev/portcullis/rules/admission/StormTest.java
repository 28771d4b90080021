package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What ten visitors see of a storm, with no rule and nothing configured, against what they see of a calm. A page takes 15 milliseconds
 * of one of two cores; the storm begins after twenty seconds and what is measured begins with it.
 */
class StormTest {

    private static final Duration STORM = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(110);
    private static final Site.Page PAGE = new Site.Page(0, 15_000_000, 0.2);

    private static final Crowds CALM = visitorsDuring(bots -> {});

    private static Crowds visitorsDuring(Consumer<Crowds> storm) {
        return visitorsDuring(storm, 10, PAGE);
    }

    private static Crowds visitorsDuring(Consumer<Crowds> storm, int workers, Site.Page page) {
        Site site = new Site(AdmissionSettings.DEFAULT, workers, 2);
        site.serves(page);
        Crowds crowds = new Crowds(site);
        crowds.measureFrom(STORM);
        crowds.visitors(10);
        storm.accept(crowds);
        site.simulation.runUntil(END);
        return crowds;
    }

    private static void assertFast(Crowds visitors, double p95, double worst) {
        assertThat(visitors.refused()).isZero();
        assertThat(visitors.pages()).as("%s", visitors).isGreaterThan(CALM.pages() * 9 / 10);
        assertThat(visitors.quantile(0.95) / CALM.quantile(0.95))
                .as("%s", visitors)
                .isLessThan(p95);
        assertThat(visitors.quantile(1) / CALM.quantile(0.95))
                .as("%s", visitors)
                .isLessThan(worst);
    }

    @Test
    void sixBotsWithSixtyRequestsASecond() {
        assertFast(visitorsDuring(crowd -> crowd.bots(6, 60, STORM, i -> Crowds.client(1, i))), 1.5, 3);
    }

    @Test
    void twoBots() {
        assertFast(visitorsDuring(crowd -> crowd.bots(2, 30, STORM, i -> Crowds.client(i, 1))), 1.5, 3);
    }

    @Test
    void twoHundredBotsOfOneNetworkWithARequestASecond() {
        assertFast(visitorsDuring(crowd -> crowd.bots(200, 1, STORM, i -> Crowds.client(1, i))), 1.5, 4);
    }

    @Test
    void oneBotWithFiveHundredConnections() {
        assertFast(visitorsDuring(crowd -> crowd.greedyBot(Crowds.client(1, 1), 500, STORM)), 1.5, 4);
    }

    /** What the origin still does for those that have left can only be guessed: hence the wider bounds. */
    @Test
    void botsThatHangUpAtOnce() {
        assertFast(visitorsDuring(crowd -> crowd.impatientBots(6, 60, STORM, Duration.ofMillis(5))), 2, 5);
    }

    /** Each is new; what tells them from visitors is that 250 are of one network. The worst is at the first moment. */
    @Test
    void tenThousandAddressesInFortyNetworks() {
        assertFast(
                visitorsDuring(crowd -> crowd.bots(10_000, 0.036, STORM, i -> Crowds.client(i / 250, i % 250))),
                2.2,
                10);
    }

    /** Nothing tells these from visitors: everybody gets the same, and nobody is refused. */
    @Test
    void twoHundredBotsThatBehaveAsVisitorsShareTheOriginWithThem() {
        Crowds visitors = visitorsDuring(crowd -> crowd.bots(200, 1, STORM, i -> Crowds.client(i, 1)));

        assertThat(visitors.refused()).isZero();
        assertThat(visitors.quantile(1)).isLessThan(3_000);
    }

    @Test
    void pagesThatWaitForADatabase() {
        Site.Page page = new Site.Page(200_000_000, 1_000_000, 0.3);
        Crowds calm = visitorsDuring(bots -> {}, 50, page);
        Crowds storm = visitorsDuring(crowd -> crowd.bots(6, 60, STORM, i -> Crowds.client(1, i)), 50, page);

        assertThat(storm.refused()).isZero();
        assertThat(storm.quantile(0.95) / calm.quantile(0.95)).as("%s", storm).isLessThan(1.5);
        assertThat(storm.quantile(1) / calm.quantile(0.95)).as("%s", storm).isLessThan(3);
    }
}
