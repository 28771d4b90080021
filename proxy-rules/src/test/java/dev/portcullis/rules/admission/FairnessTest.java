package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.Admission.Spender;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Precedence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the origin's time is shared, and how long anybody can be kept waiting. */
class FairnessTest {

    private static final Site.Page PAGE = new Site.Page(0, 15_000_000, 0.5);
    private static final Queue PATIENT = new Queue(100_000, 1L << 30, Duration.ofHours(1), 1, 0.05);

    private static Site site(Queue queue) {
        Site site = new Site(Door.settings(Places.fixed(2, 0, 0), queue), 10, 2);
        site.serves(PAGE);
        return site;
    }

    /** Jain, Chiu and Hawe 1984: 1 when all have the same, 1/n when one has all. */
    private static double jain(List<Long> shares) {
        double sum = shares.stream().mapToDouble(Long::doubleValue).sum();
        double squares =
                shares.stream().mapToDouble(share -> (double) share * share).sum();
        return sum * sum / (shares.size() * squares);
    }

    private static List<Long> used(Site site) {
        return site.admission.spenders(1000, site.simulation.now()).stream()
                .map(Spender::originNanos)
                .toList();
    }

    @Test
    void clientsThatWantMoreThanThereIsGetTheSame() {
        Site site = site(PATIENT);
        new Crowds(site).bots(20, 30, Duration.ZERO, i -> Crowds.client(i, 1));

        site.simulation.runUntil(Duration.ofMinutes(3));

        assertThat(used(site)).hasSize(20);
        assertThat(jain(used(site))).isGreaterThan(0.99);
    }

    @Test
    void moreConnectionsDoNotGetMore() {
        Site site = site(PATIENT);
        Crowds crowds = new Crowds(site);
        crowds.greedyBot(Crowds.client(1, 1), 500, Duration.ZERO);
        crowds.greedyBot(Crowds.client(2, 1), 20, Duration.ZERO);
        crowds.greedyBot(Crowds.client(3, 1), 5, Duration.ZERO);

        site.simulation.runUntil(Duration.ofMinutes(3));

        assertThat(jain(used(site))).isGreaterThan(0.99);
    }

    @Test
    void dearerPagesDoNotGetMore() {
        Site site = site(PATIENT);
        for (int i = 0; i < 4; i++) {
            int dear = 1 + 9 * (i % 2);
            IpPrefix client = Crowds.client(i, 1);
            site.simulation.every(
                    Duration.ofMillis(5L * dear),
                    () -> site
                    .new Request(
                            client,
                            "/" + dear,
                            Precedence.UNKNOWN,
                            new Site.Page(0, 15_000_000L * dear, 0.2),
                            nanos -> {},
                            () -> {}));
        }

        site.simulation.runUntil(Duration.ofMinutes(3));

        assertThat(jain(used(site))).isGreaterThan(0.99);
    }

    @Test
    void aNetworkOfManyGetsAsMuchAsANetworkOfOneWhenTheQueueIsLong() {
        Site site = site(PATIENT);
        Crowds crowds = new Crowds(site);
        crowds.bots(50, 20, Duration.ZERO, i -> Crowds.client(1, i));
        crowds.bots(1, 200, Duration.ZERO, i -> Crowds.client(2, 1));

        site.simulation.runUntil(Duration.ofMinutes(3));

        List<Spender> spenders = site.admission.spenders(1, site.simulation.now());
        assertThat(spenders.get(0).client()).isEqualTo(Crowds.client(2, 1));
        assertThat(spenders.get(0).share()).isBetween(0.45, 0.55);
    }

    @Test
    void theLowestClassHasItsShareHoweverMuchTheHighestWants() {
        Site site = site(PATIENT);
        int[] served = new int[2];
        for (int i = 0; i < 2; i++) {
            int which = i;
            Precedence precedence = i == 0 ? Precedence.SESSION : Precedence.SUSPECTED;
            site.simulation.every(
                    Duration.ofMillis(4),
                    () -> site
                    .new Request(
                            Crowds.client(which, 1), "/page", precedence, PAGE, nanos -> served[which]++, () -> {}));
        }

        site.simulation.runUntil(Duration.ofMinutes(1));

        assertThat((double) served[1] / (served[0] + served[1])).isBetween(0.045, 0.055);
    }

    /** Each class but the highest gets its turn of the one place in twenty; none waits for ever. */
    @Test
    void everyClassGoesBeforeTheNextAndNoneStarves() {
        Site site = site(PATIENT);
        int[] served = new int[Precedence.values().length];
        for (Precedence precedence : Precedence.values()) {
            IpPrefix client = Crowds.client(precedence.ordinal(), 1);
            site.simulation.every(
                    Duration.ofMillis(4),
                    () -> site
                    .new Request(client, "/page", precedence, PAGE, nanos -> served[precedence.ordinal()]++, () -> {}));
        }

        site.simulation.runUntil(Duration.ofMinutes(2));

        int all = Arrays.stream(served).sum();
        assertThat((double) served[Precedence.ALLOWED.ordinal()] / all).isBetween(0.94, 0.96);
        for (Precedence lower :
                List.of(Precedence.SESSION, Precedence.CRAWLER, Precedence.UNKNOWN, Precedence.SUSPECTED)) {
            assertThat((double) served[lower.ordinal()] / all).as("%s", lower).isBetween(0.01, 0.015);
        }
    }

    /** Members and a verified crawler in a storm of strangers: whoever is of a higher class waits for one page at most. */
    @Test
    void sessionsAndVerifiedCrawlersAreFastInAStormThatLooksLikeVisitors() {
        Site site = site(Queue.DEFAULT);
        new Crowds(site).bots(200, 1, Duration.ZERO, i -> Crowds.client(i, 1));
        List<Long> waits = new ArrayList<>();
        for (Precedence precedence : List.of(Precedence.SESSION, Precedence.CRAWLER)) {
            IpPrefix client = Crowds.client(1000 + precedence.ordinal(), 1);
            site.simulation.every(
                    Duration.ofMillis(500),
                    () -> site.new Request(client, "/page", precedence, PAGE, waits::add, () -> waits.add(-1L)));
        }

        site.simulation.runUntil(Duration.ofMinutes(1));

        assertThat(waits).hasSizeGreaterThan(230).allMatch(nanos -> nanos > 0 && nanos < 100_000_000L);
    }

    /** A client that has used much, in a flood of addresses each of which has used nothing. */
    @Test
    void oneWhoUsedMuchIsNotStarvedByAFloodOfNewcomers() {
        Door door =
                new Door(Door.settings(Places.fixed(1, 0, 0), new Queue(1000, 1 << 20, Duration.ofHours(1), 1e9, 0)));
        door.uses("192.0.2.1", 60_000);
        Door.Asking next = door.ask("first", "192.0.2.2");
        door.ask("heavy", "192.0.2.1");
        int waited = 0;
        for (; !door.heard.contains("heavy"); waited++) {
            assertThat(waited).isLessThan(20);
            Door.Asking newcomer = door.ask("new", "198.51." + waited + ".1");
            next.answeredAfter(10);
            next = newcomer;
        }
        assertThat(waited).isGreaterThan(1);
    }
}
