package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.notify.Observation.Certificate;
import dev.portcullis.app.notify.Observation.Losses;
import dev.portcullis.app.notify.Observation.Reload;
import dev.portcullis.app.notify.Observation.Server;
import dev.portcullis.app.notify.Observation.Site;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateWatchTest {

    private static final Duration BUSY = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final List<Event> told = new ArrayList<>();
    private final StateWatch watch = new StateWatch(new NotifyTime(time, time), told::add);

    private List<Server> servers = List.of(new Server("", "http://127.0.0.1:8080", true));
    private List<Site> sites = List.of(new Site("", 0, 0));
    private List<String> stopped = List.of();
    private List<String> suspected = List.of();
    private Reload reload = new Reload("/etc/portcullis.conf", time.now(), true);
    private @Nullable String stateProblem;
    private long accessLog;
    private long banLog;
    private List<Certificate> certificates = List.of();
    private List<Observation.Failing> failing = List.of();

    @Test
    void ofAProgramThatIsWellNothingIsTold() {
        look(100);

        assertThat(told).isEmpty();
    }

    @Test
    void theOnlyServerGoesDownAndComesUp() {
        look(1);
        servers = List.of(new Server("", "http://127.0.0.1:8080", false));
        look(60);
        servers = List.of(new Server("", "http://127.0.0.1:8080", true));
        look(10);

        assertThat(told)
                .extracting(Event::severity, Event::text)
                .containsExactly(
                        tuple(
                                Severity.CRITICAL,
                                "the server, http://127.0.0.1:8080, does not answer: visitors get no pages"),
                        tuple(Severity.GOOD, "the site answers again, after 1 minute"));
    }

    @Test
    void aServerOfSeveralIsAWarningAndAllOfThemAreCritical() {
        servers = List.of(new Server("shop", "a", false), new Server("shop", "b", true));
        look(1);
        servers = List.of(new Server("shop", "a", false), new Server("shop", "b", false));
        look(1);
        servers = List.of(new Server("shop", "a", true), new Server("shop", "b", false));
        look(1);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "server a of site shop is down",
                        "server b of site shop is down",
                        "no server of site shop answers: visitors get no pages",
                        "site shop answers again, after 2 seconds",
                        "server a of site shop is up, after 2 seconds");
        assertThat(told).allMatch(event -> event.topic() == Topic.ORIGIN);
    }

    @Test
    void aSiteThatAReloadTookAwayIsForgotten() {
        servers = List.of(new Server("shop", "a", false));
        look(1);
        servers = List.of();
        look(1);
        servers = List.of(new Server("shop", "a", false));
        look(1);

        assertThat(told).hasSize(2);
    }

    @Test
    void requestsThatAlwaysWaitAreToldAfterAWhileAndWhenItIsOver() {
        sites = List.of(new Site("shop", 7, 0));
        look(30);
        assertThat(told).isEmpty();
        look(10);
        sites = List.of(new Site("shop", 0, 0));
        look(10);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "site shop is busy: for 30 seconds there have always been requests that wait for it, 7 now",
                        "nobody waits for site shop any more, after 40 seconds");
    }

    @Test
    void aQueueThatIsEmptyNowAndThenIsNotTold() {
        for (int i = 0; i < 10; i++) {
            sites = List.of(new Site("", 3, 0));
            look(29);
            sites = List.of(new Site("", 0, 0));
            look(1);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void aStormOfShedRequestsIsToldAtItsBeginningAndAtItsEnd() {
        look(1);
        for (int shed = 1; shed <= 500; shed++) {
            sites = List.of(new Site("", 0, shed));
            look(1);
        }
        look(61);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "requests to the site are turned away with 503",
                        "no request to the site is turned away any more; 500 were");
    }

    @Test
    void whatTheCountersHeldBeforeItLookedIsNotTold() {
        sites = List.of(new Site("", 0, 12));
        look(100);

        assertThat(told).isEmpty();
    }

    @Test
    void rulesThatAreStoppedAndProxiesThatAreSuspectedAreToldOnce() {
        stopped = List.of("scanner");
        suspected = List.of("198.51.100.1");
        look(100);
        stopped = List.of();
        look(100);

        assertThat(told)
                .extracting(Event::topic)
                .containsExactly(Topic.RULE_STOPPED, Topic.SUSPECTED_PROXY, Topic.RULE_STOPPED);
        assertThat(told.get(0).text()).contains("rule scanner is stopped");
        assertThat(told.get(1).text()).contains("198.51.100.1").contains("trusted-proxies");
        assertThat(told.get(2).severity()).isEqualTo(Severity.GOOD);
    }

    @Test
    void eachReloadThatFailsIsToldAndTheFirstThatSucceedsAgain() {
        look(1);
        reload(false);
        look(10);
        reload(false);
        look(10);
        reload(true);
        look(10);
        reload(true);
        look(10);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "/etc/portcullis.conf has mistakes and is not in force; portcullis reload says which",
                        "/etc/portcullis.conf has mistakes and is not in force; portcullis reload says which",
                        "/etc/portcullis.conf is in force");
    }

    @Test
    void aFailingBanStoreIsToldAndItsRecovery() {
        stateProblem = "No space left on device";
        look(90);
        stateProblem = null;
        look(1);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "bans are not on the disk, and end with the process: No space left on device",
                        "bans are on the disk again, after 1 minute 30 seconds");
    }

    @Test
    void lostLinesOfEitherLogAreTold() {
        look(1);
        accessLog = 40;
        look(1);
        banLog = 2;
        look(100);

        assertThat(told)
                .extracting(Event::text)
                .containsExactly(
                        "lines of the access log are lost: the disk is full or too slow",
                        "lines of the ban log are lost: the disk is full or too slow",
                        "the access log is written again; 40 lines were lost",
                        "the ban log is written again; 2 lines were lost");
    }

    @Test
    void aCertificateIsToldOfFromTwoWeeksBeforeItsEndEachDay() {
        Instant end = time.now().plus(Duration.ofDays(15));
        certificates = List.of(new Certificate("shop.example", end));
        for (int hour = 0; hour < 24 * 16; hour++) {
            watch.look(observation(), BUSY);
            time.advance(Duration.ofHours(1));
        }

        assertThat(told).hasSizeBetween(15, 17);
        assertThat(told.get(0).text())
                .isEqualTo("the certificate of shop.example ends in 14 days: see why it was not renewed");
        assertThat(told.get(told.size() - 1).text()).contains("has ended");
        assertThat(told.get(told.size() - 1).severity()).isEqualTo(Severity.CRITICAL);
        told.clear();
        certificates = List.of(new Certificate("shop.example", time.now().plus(Duration.ofDays(90))));
        look(1);
        assertThat(told)
                .singleElement()
                .extracting(Event::text)
                .isEqualTo("the certificate of shop.example is renewed");
    }

    @Test
    void aCertificateThatDoesNotComeIsToldOnceAndWithoutLinks() {
        failing = List.of(new Observation.Failing("shop.example", "ca.example", "see http://evil.example/"));
        look(10);
        failing = List.of(new Observation.Failing("shop.example", "ca.example", "it does not answer"));
        look(10);
        failing = List.of();
        look(10);

        assertThat(told)
                .extracting(Event::topic, Event::severity, Event::text)
                .containsExactly(
                        tuple(
                                Topic.CERTIFICATE,
                                Severity.WARNING,
                                "no certificate for shop.example came from ca.example: see http[:]//evil[.]example/;"
                                        + " it is tried again and again"),
                        tuple(
                                Topic.CERTIFICATE,
                                Severity.GOOD,
                                "the certificate of shop.example is not waited for any more"));
    }

    private void reload(boolean successful) {
        reload = new Reload("/etc/portcullis.conf", time.now(), successful);
    }

    /** Looks once a second. */
    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            watch.look(observation(), BUSY);
            time.advance(Duration.ofSeconds(1));
        }
    }

    private Observation observation() {
        return new Observation(
                servers,
                sites,
                stopped,
                suspected,
                reload,
                new Losses(stateProblem, accessLog, banLog),
                new Observation.Certificates(certificates, failing));
    }
}
