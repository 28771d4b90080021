package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.ofSite;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.per;
import static dev.portcullis.rules.engine.Rules.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The settings change while several event loops decide. */
class ConcurrentReloadTest {

    private static final int THREADS = 4;
    private static final int RELOADS = 50;
    private static final int EACH = 20_000;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long MUCH = 1_000_000_000L;
    private static final Outcome OUTCOME = new Outcome(Ending.SERVED, 200, 0, 3, 7);

    /** Rules of which some stay, some change what they count and some go, in another order each time. */
    private static Rule[] rules(int reload) {
        Rule stays = requests("stays", MUCH + reload, HOUR, Action.THROTTLE);
        Rule costly = limit("costly", Count.ORIGIN_TIME, MUCH, HOUR, Action.THROTTLE);
        Rule all = per(requests("all", MUCH, HOUR, Action.THROTTLE), Per.ALL);
        Rule network = per(requests("network", MUCH, HOUR, Action.THROTTLE), Per.NETWORK);
        Rule ofSite = ofSite("shop", requests("own", MUCH, HOUR, Action.THROTTLE));
        Rule bytes = limit("changes", Count.BYTES, MUCH, HOUR, Action.THROTTLE);
        Rule time = limit("changes", Count.ORIGIN_TIME, MUCH, HOUR, Action.THROTTLE);
        Rule goes = requests("goes" + reload, MUCH, HOUR, Action.THROTTLE);
        Rule goesOfSite = ofSite("shop", requests("goes" + reload, MUCH, HOUR, Action.THROTTLE));
        Rule bans = first("bans", path("/bad"), Action.BAN);
        return reload % 2 == 0
                ? new Rule[] {goes, stays, ofSite, goesOfSite, costly, bytes, all, network, bans}
                : new Rule[] {bans, network, time, costly, stays, all, goesOfSite, ofSite};
    }

    @Test
    void nothingIsLostOrCountedTwiceAndNobodyIsFreed() throws Exception {
        World world = new World(rules(0));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Semaphore due = new Semaphore(0);
        AtomicLong done = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int t = 0; t < THREADS; t++) {
                String bad = "198.51.100." + (100 + t);
                running.add(threads.submit(() -> {
                    ready.countDown();
                    world.visit(Request.from(bad).get("/bad"));
                    Request request = Request.from("192.0.2.1").at("shop");
                    for (int i = 0; i < EACH; i++) {
                        if (world.visit(request, OUTCOME) != Verdict.Pass.INSTANCE) {
                            wrong.incrementAndGet();
                        }
                        if (done.incrementAndGet() % (THREADS * EACH / (RELOADS + 1)) == 0) {
                            due.release();
                        }
                        if (i % 1000 == 0 && !(world.visit(Request.from(bad)) instanceof Verdict.Banned)) {
                            wrong.incrementAndGet();
                        }
                    }
                }));
            }
            ready.await();
            for (int reload = 1; reload <= RELOADS; reload++) {
                assertThat(due.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
                long before = done.get();
                world.reload(rules(reload));
                if (reload % 2 == 0) {
                    long counted = world.counted("192.0.2.1", "goes" + reload);
                    assertThat(counted).isBetween(0L, done.get() - before + THREADS);
                    assertThat(world.counted("192.0.2.1", "changes"))
                            .isBetween(0L, 3 * (done.get() - before + 2 * THREADS));
                }
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        long all = (long) THREADS * EACH;
        assertThat(wrong).hasValue(0);
        assertThat(world.counted("192.0.2.1", "stays")).isEqualTo(all);
        assertThat(world.counted("192.0.2.1", "network")).isEqualTo(all);
        assertThat(world.counted("192.0.2.1", "shop.own")).isEqualTo(all);
        assertThat(world.counted("192.0.2.1", "costly")).isEqualTo(7 * all);
        assertThat(world.counted("192.0.2.1", "all")).isEqualTo(all);
        assertThat(world.engine.passed()).isEqualTo(all);
        assertThat(world.bans.list(world.time.nanos())).hasSize(THREADS).allMatch(ban -> ban.rule()
                .equals("bans"));
        assertThat(world.banned.stream().map(Ban::subject)).doesNotHaveDuplicates();
    }
}
