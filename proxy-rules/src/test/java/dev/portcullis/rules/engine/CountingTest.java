package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.country.CountryFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counting, held to account: from all event loops at once, at any rate, whatever the calendar does. */
class CountingTest {

    private static final int THREADS = 4;
    private static final int EACH = 20_000;
    private static final Request CLIENT = Request.from("192.0.2.1");

    private interface Work {
        void of(int thread, int round);
    }

    private static void together(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            running.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                for (int round = 0; round < EACH; round++) {
                    work.of(thread, round);
                }
                return null;
            }));
        }
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noUpdateIsLostByWhateverRequestsAreCountedTogether() throws Exception {
        int total = THREADS * EACH;
        String requests = " = { count = requests, over = " + total + ", within = 1h, then = deny, per = ";
        World world = World.of(
                "rules.client" + requests + "client }",
                "rules.network" + requests + "network }",
                "rules.session" + requests + "session }",
                "rules.agent" + requests + "agent }",
                "rules.pair" + requests + "[client, path] }",
                "rules.all" + requests + "all }");
        world.engine.cookiesSet(CLIENT, List.of("PHPSESSID=abc"), 0);
        Request request = CLIENT.with("cookie", "PHPSESSID=abc");
        AtomicLong passed = new AtomicLong();
        together((thread, round) -> passed.addAndGet(world.ask(request).forwards() ? 1 : 0));

        assertThat(passed).as("every rule has room for all").hasValue(total);
        for (String rule : List.of("client", "network", "all")) {
            assertThat(world.counted("192.0.2.1", rule)).as(rule).isEqualTo(total);
        }
        assertThat(world.ask(request)).isInstanceOf(Verdict.Deny.class);
        assertThat(world.ask(Request.from("198.18.0.1")
                        .with("cookie", "PHPSESSID=abc")
                        .as("other")))
                .as("what all and the session have counted")
                .isInstanceOf(Verdict.Deny.class);
        assertThat(world.state("client").acted()).isEqualTo(1);
    }

    @Test
    void differentThingsAreCountedOnceByHoweverManyThreads() throws Exception {
        World world = World.of("rules.wide { count = distinct-paths, over = 1000, within = 1h, then = throttle }");
        together((thread, round) -> world.ask(CLIENT.get("/" + (round + thread * 100) % 700)));
        assertThat(world.counted("192.0.2.1", "wide")).isEqualTo(700);

        AtomicLong passed = new AtomicLong();
        together((thread, round) ->
                passed.addAndGet(world.ask(CLIENT.get("/new-" + round % 5000)).forwards() ? 1 : 0));
        assertThat(world.counted("192.0.2.1", "wide")).isEqualTo(1000);
        assertThat(world.state("wide").acted()).isEqualTo((long) THREADS * EACH - passed.get());
    }

    @Test
    void noPointAndNoCostIsLost() throws Exception {
        World world = World.of(
                "rules.slow { count = origin-time, over = 365 days, within = 1h, then = throttle }",
                "rules.errors { where { status = 404 }, add = 3 }",
                "rules.sum { count = score, over = 1000000000, within = 1h, then = throttle }");
        Outcome missing = new Outcome(Ending.SERVED, 404, 0, 0, 7);
        together((thread, round) -> world.engine.ended(CLIENT, Verdict.Pass.INSTANCE, missing, thread + round));

        assertThat(world.counted("192.0.2.1", "slow")).isEqualTo(7L * THREADS * EACH);
        assertThat(world.counted("192.0.2.1", "sum")).isEqualTo(3L * THREADS * EACH);
    }

    @ParameterizedTest
    @CsvSource({"1, 3600000", "10, 3600000", "60, 60000", "100, 1000", "9800, 3600000", "100000, 1000", "1000000, 1000"
    })
    void whoAsksJustAsOftenAsAllowedIsNeverRefusedAndWhoAsksMoreIs(int over, long millis) {
        Duration within = Duration.ofMillis(millis);
        World world =
                World.of("rules.it { count = requests, over = " + over + ", within = " + millis + " ms, then = deny }");
        long gap = (within.toNanos() + over - 1) / over;
        int rounds = Math.max(3 * Math.min(over, 400_000), 50);
        for (int i = 0; i < rounds; i++) {
            assertThat(world.engine.decide(CLIENT, (long) i * gap).forwards())
                    .as("request %s of %s", i, rounds)
                    .isTrue();
        }
        long latest = (rounds - 1L) * gap;
        int more = 0;
        while (world.engine.decide(CLIENT, latest + more * (gap / 2)).forwards()) {
            more++;
            assertThat(more).as("requests at twice the rate").isLessThan(3 * over + 10);
        }
    }

    @Test
    void theWindowEndsToTheNanosecond() {
        World world = World.of("rules.it { count = requests, over = 2, within = 1 hour, then = deny }");
        long hour = Duration.ofHours(1).toNanos();
        assertThat(world.engine.decide(CLIENT, 0).forwards()).isTrue();
        assertThat(world.engine.decide(CLIENT, 1).forwards()).isTrue();
        assertThat(world.engine.decide(CLIENT, hour - 1).forwards()).isFalse();
        assertThat(world.engine.decide(CLIENT, hour).forwards()).isTrue();
        assertThat(world.engine.decide(CLIENT, hour).forwards()).isFalse();
        assertThat(world.engine.decide(CLIENT, hour + 1).forwards()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-P1D", "-PT1H", "PT1H", "P400D", "-P400D"})
    void aCalendarThatJumpsMakesAndLosesNoBan(Duration jump) {
        World world = World.of(
                "rules.flood { count = requests, over = 10, within = 1 hour, then = ban, for = 1 hour }",
                "rules.wide { count = distinct-paths, over = 10, within = 1 hour, then = ban, for = 1 hour }");
        Request other = Request.from("192.0.2.2");
        world.visits(11, CLIENT);
        for (int i = 0; i < 9; i++) {
            world.visit(other.get("/" + i));
        }
        assertThat(world.banned).hasSize(1);
        world.time.jump(jump);

        assertThat(world.visit(other.get("/9"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(CLIENT)).isEqualTo(new Verdict.Banned("flood"));
        world.advance(Duration.ofMinutes(59));
        world.bans.expire(world.time.nanos());
        assertThat(world.visit(CLIENT)).isEqualTo(new Verdict.Banned("flood"));
        world.advance(Duration.ofMinutes(1));
        assertThat(world.visit(CLIENT)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.banned).hasSize(1);
    }

    @Test
    void requestsAreToldApartByCountry(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("countries.mmdb");
        new CountryFile().country(192, "DE").country(198, "AT").write(file);
        World world =
                World.of("country-database = \"" + file + "\"", "rules.it { where { country = DE }, then = deny }");

        assertThat(world.visit(CLIENT)).isEqualTo(new Verdict.Deny("it"));
        assertThat(world.visit(Request.from("198.18.0.1"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(Request.from("2001:db8::1"))).isEqualTo(Verdict.Pass.INSTANCE);
    }
}
