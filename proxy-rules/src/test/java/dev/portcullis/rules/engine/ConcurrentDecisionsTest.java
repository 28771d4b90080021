package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several event loops decide at once. */
class ConcurrentDecisionsTest {

    private static final int THREADS = 4;
    private static final Duration HOUR = Duration.ofHours(1);

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void together(IntConsumer work) throws Exception {
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            running.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                work.accept(number);
                return null;
            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
    }

    @Test
    void exactlyAsManyRequestsPassAsTheLimitAllows() throws Exception {
        World world = new World(
                requests("client", 40_000, HOUR, Action.THROTTLE),
                per(requests("network", 60_000, HOUR, Action.DROP), Per.NETWORK),
                per(requests("all", 70_000, HOUR, Action.DENY), Per.ALL));
        AtomicLong passed = new AtomicLong();
        together(number -> {
            Request request = Request.from(
                    List.of("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.3.1").get(number));
            for (int i = 0; i < 25_000; i++) {
                if (world.ask(request).forwards()) {
                    passed.incrementAndGet();
                }
            }
        });
        assertThat(passed).hasValue(70_000);
        assertThat(world.counted("192.0.2.1", "all")).isEqualTo(70_000);
        assertThat(world.counted("192.0.2.1", "client")).isLessThanOrEqualTo(40_000);
        assertThat(world.counted("192.0.2.1", "network")).isLessThanOrEqualTo(60_000);
        assertThat(world.counted("192.0.2.1", "network") + world.counted("192.0.3.1", "client"))
                .isEqualTo(70_000);
    }

    @Test
    void aClientIsBannedOnceByHoweverManyEventLoopsAtOnce() throws Exception {
        World world = new World(requests("flood", 1000, HOUR, Action.BAN));
        AtomicLong passed = new AtomicLong();
        together(number -> {
            for (int i = 0; i < 2000; i++) {
                if (world.ask(Request.from("192.0.2.1")).forwards()) {
                    passed.incrementAndGet();
                }
            }
        });
        assertThat(world.banned).hasSize(1);
        // a request that looked for a ban just before it was made, and for the count just after, may pass
        assertThat(passed.get()).isBetween(1000L, 1000L + THREADS);
    }

    @Test
    void noCostIsLostOrCountedTwice() throws Exception {
        World world = new World(limit("costly", Count.ORIGIN_TIME, 1_000_000_000_000L, HOUR, Action.THROTTLE));
        Outcome outcome = new Outcome(Ending.SERVED, 200, 0, 0, 7);
        together(number -> {
            Request request = Request.from("192.0.2.1");
            for (int i = 0; i < 50_000; i++) {
                world.engine.ended(request, Verdict.Pass.INSTANCE, outcome, i);
            }
        });
        assertThat(world.counted("192.0.2.1", "costly")).isEqualTo(7L * THREADS * 50_000);
    }

    @Test
    void countingGoesOnWhileClientsAreForgottenAndPushedOut() throws Exception {
        PolicySettings settings = new PolicySettings(
                World.settings(requests("flood", 1_000_000, HOUR, Action.BAN)).rules(),
                Request.blocks(),
                Request.blocks(),
                new ClientSettings(64, 24, 48, 1000),
                false);
        World world = new World(settings);
        together(number -> {
            for (int i = 0; i < 50_000; i++) {
                Request request = Request.from("10." + number + "." + i / 250 + "." + i % 250);
                assertThat(world.visit(request).forwards()).isTrue();
                if (i % 100 == 0) {
                    world.engine.forget(request.client());
                }
            }
        });
        assertThat(world.engine.passed()).isEqualTo(THREADS * 50_000L);
        assertThat(world.engine.trackedClients()).isLessThan(1100);
    }
}
