package dev.portcullis.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.hostile.StrictReader.Violation;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.RunningProxy;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two hundred clients before an origin that resets, stalls, dribbles, truncates and says too much. Each gets the right answer or
 * sees a failure, never another's answer; afterwards nothing is left over. {@code -Dchaos.seconds=N} for longer.
 */
@Timeout(900)
class ChaosIT {

    private static final int CLIENTS = 200;
    private static final int SECONDS = Integer.getInteger("chaos.seconds", 15);

    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentSkipListMap<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @Test
    void everyClientGetsItsOwnAnswerOrSeesAFailureAndNothingIsLeftOver() throws Exception {
        int descriptors;
        try (ChaosServer origin = new ChaosServer();
                RunningProxy proxy = new RunningProxy(settings(origin.address()))) {
            storm(proxy.address(), 1, 200); // warm: classes, native libraries and their files
            awaitNothing(proxy.server().gauges());
            origin.closeAccepted();
            descriptors = openFiles();
            counts.clear();

            storm(proxy.address(), CLIENTS, SECONDS * 1000L);

            assertThat(wrong).as("wrong answers, of %s", counts).isEmpty();
            assertThat(counted("right")).as("%s", counts).isGreaterThan(SECONDS * 20L);
            assertThat(counted("refused")).as("%s", counts).isPositive();
            assertThat(counted("broken off")).as("%s", counts).isPositive();
            awaitNothing(proxy.server().gauges());
            origin.closeAccepted();
            await("files closed, of " + descriptors + ": " + openFiles(), () -> openFiles() <= descriptors);
        }
        System.out.println("chaos: " + CLIENTS + " clients, " + SECONDS + " s: " + counts);
    }

    private static ProxySettings settings(InetSocketAddress origin) {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SiteLimits limits = new SiteLimits(0, Duration.ofSeconds(2), Duration.ofHours(1));
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofSeconds(2));
        return new ProxySettings(
                new ListenSettings(List.of(listen), List.of()),
                new SitesSettings(List.of(), new SiteSettings("", List.of(), OriginSettings.of(origin), limits), false),
                Limits.DEFAULT,
                new ClientLimits(0, 0, 1000, 0, Duration.ofSeconds(20)),
                timeouts,
                new LoopSettings(LoopSettings.Transport.AUTO, 2),
                ProxySettings.BanReply.DENY);
    }

    private void storm(InetSocketAddress to, int clients, long millis) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> ask(to, end), "chaos-client-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void ask(InetSocketAddress to, long end) {
        ChaosClient client = new ChaosClient(to);
        while (System.nanoTime() - end < 0 && wrong.isEmpty()) {
            long number = numbers.incrementAndGet();
            try {
                Message answer = client.ask(number);
                count(number, answer);
            } catch (Incomplete | IOException e) {
                add("broken off");
                client.close();
            } catch (Violation e) {
                wrong.add(number + ": " + e.getMessage());
            }
        }
        client.close();
    }

    private void count(long number, Message answer) {
        boolean own = answer.status() >= 500 && answer.body().contains("<title>");
        if (own) {
            add("refused");
        } else if (!answer.body().equals(ChaosOrigin.body(number))) {
            String body = answer.body();
            wrong.add(number + ": " + answer.start() + " " + body.substring(0, Math.min(80, body.length())));
        } else {
            add(answer.status() == 200 ? "right" : "early");
        }
    }

    private void add(String what) {
        counts.computeIfAbsent(what, unused -> new LongAdder()).increment();
    }

    private long counted(String what) {
        return counts.computeIfAbsent(what, unused -> new LongAdder()).sum();
    }

    private static void awaitNothing(ProxyGauges gauges) throws InterruptedException {
        await(
                "nothing left: clients " + gauges.clientConnections() + ", exchanges " + gauges.activeExchanges()
                        + ", origin " + gauges.activeOriginConnections(),
                () -> gauges.clientConnections() == 0
                        && gauges.activeExchanges() == 0
                        && gauges.activeOriginConnections() == 0
                        && gauges.idleOriginConnections() == 0);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(Duration.ofSeconds(30));
            Thread.sleep(20); // other threads, and the origin's stalls, have to come to their end
        }
    }

    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }
}
