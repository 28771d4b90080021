package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database of a real PHP site hangs, then answers again. Nobody has done anything wrong. */
@Timeout(120)
class HangingDatabaseIT {

    private static final int VISITORS = 12;
    private static final int AT_THE_ORIGIN = 5;
    private static final Duration HANG = Duration.ofSeconds(9);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    /** The rules act on less of the origin's time than the hang takes. */
    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n" + """
            admission { ceiling = 4, wait = 2 seconds }
            rules {
              costly { count = origin-time, per = client, over = 3 seconds, within = 10 minutes, then = throttle }
              dear   { count = origin-time, per = client, over = 4 seconds, within = 10 minutes, then = ban, for = 1 hour }
            }
            """);

    private final List<Visitor> visitors = new ArrayList<>();

    @Test
    void nobodyIsBannedThePageSaysTheSiteIsBusyAndRecoveryIsAtOnce() throws Exception {
        for (int i = 0; i < VISITORS; i++) {
            visitors.add(portcullis.visitor("127.0." + (20 + i) + ".1"));
        }
        assertThat(statuses(ask(visitors))).containsOnly(200);
        ExecutorService patient = Executors.newFixedThreadPool(VISITORS);
        try {
            APACHE.databaseHangs(true);
            long began = System.nanoTime();
            List<Future<Visitor.Page>> asked = new ArrayList<>();
            for (Visitor visitor : visitors) {
                asked.add(patient.submit(() -> visitor.get("/database.php")));
            }
            Await.until(
                    Duration.ofSeconds(10),
                    "the others to be turned away",
                    () -> done(asked) == VISITORS - AT_THE_ORIGIN);
            for (Future<Visitor.Page> future :
                    asked.stream().filter(Future::isDone).toList()) {
                Visitor.Page page = future.get();
                assertThat(page.status()).isEqualTo(503);
                assertThat(page.answer().field("Retry-After")).isPresent();
                assertThat(page.text()).contains("very busy just now");
            }
            assertThat(portcullis.admin("/readyz").status()).isEqualTo(200);
            Await.until(
                    HANG.plusSeconds(5), "the hang to have lasted", () -> System.nanoTime() - began > HANG.toNanos());

            APACHE.databaseHangs(false);
            long recovered = System.nanoTime();
            List<Visitor.Page> pages = new ArrayList<>();
            for (Future<Visitor.Page> future : asked) {
                pages.add(future.get());
            }
            assertThat(statuses(pages).stream().filter(status -> status == 200)).hasSize(AT_THE_ORIGIN);
            assertThat(statuses(ask(visitors)))
                    .as("nobody is throttled or banned")
                    .containsOnly(200);
            assertThat(Duration.ofNanos(System.nanoTime() - recovered))
                    .as("recovery")
                    .isLessThan(Duration.ofSeconds(2));
        } finally {
            patient.shutdownNow();
            visitors.forEach(Visitor::close);
        }
        Await.until(
                Duration.ofSeconds(5), "the log", () -> portcullis.accessLog().size() == 3 * VISITORS);
        assertThat(portcullis.accessLog()).allMatch(line -> line.contains(" verdict=pass "));
        assertThat(portcullis.accessLog())
                .filteredOn(line -> line.contains("ending=shed"))
                .hasSize(VISITORS - AT_THE_ORIGIN)
                .allMatch(line -> line.matches(".* wait=[2-3]\\.\\d.*"));
    }

    private static List<Visitor.Page> ask(List<Visitor> visitors) throws IOException {
        List<Visitor.Page> pages = new ArrayList<>();
        for (Visitor visitor : visitors) {
            pages.add(visitor.get("/database.php"));
        }
        return pages;
    }

    private static long done(List<Future<Visitor.Page>> asked) {
        return asked.stream().filter(Future::isDone).count();
    }

    private static List<Integer> statuses(List<Visitor.Page> pages) {
        return pages.stream().map(Visitor.Page::status).toList();
    }
}
