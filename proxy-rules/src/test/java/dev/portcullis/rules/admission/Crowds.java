package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Who comes to a simulated site: visitors and bots. */
final class Crowds {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Site site;
    private final List<Long> latencies = new ArrayList<>();
    private int refused;
    private long measureFrom;

    Crowds(Site site) {
        this.site = site;
    }

    static IpPrefix client(int network, int host) {
        return IpPrefix.of(new byte[] {10, (byte) (network >> 8), (byte) network, (byte) host});
    }

    void measureFrom(Duration time) {
        measureFrom = time.toNanos();
    }

    /** Visitors, each in a network of its own, who think for half a second to one and a half between pages. */
    void visitors(int count) {
        for (int i = 0; i < count; i++) {
            IpPrefix client = client(1000 + i, 1);
            think(client);
        }
    }

    private void think(IpPrefix client) {
        site.simulation.after(
                SECOND / 2 + (long) (site.random.nextDouble() * SECOND),
                () -> site.ask(
                        client,
                        nanos -> {
                            if (site.simulation.now() >= measureFrom) {
                                latencies.add(nanos);
                            }
                            think(client);
                        },
                        () -> {
                            refused++;
                            think(client);
                        }));
    }

    /** Bots that send so many requests a second each from then on, answered or not. */
    void bots(int count, double perSecond, Duration from, IntFunction<IpPrefix> who) {
        for (int i = 0; i < count; i++) {
            IpPrefix client = who.apply(i);
            long gap = (long) (SECOND / perSecond);
            site.simulation.after(from.toNanos() + (long) (site.random.nextDouble() * gap), () -> send(client, gap));
        }
    }

    private void send(IpPrefix client, long gap) {
        site.ask(client, nanos -> {}, () -> {});
        site.simulation.after((long) (gap * (0.5 + site.random.nextDouble())), () -> send(client, gap));
    }

    /** A bot that sends again on each of its connections as soon as it has an answer. */
    void greedyBot(IpPrefix client, int connections, Duration from) {
        for (int i = 0; i < connections; i++) {
            site.simulation.after(from.toNanos(), () -> again(client));
        }
    }

    private void again(IpPrefix client) {
        site.ask(
                client,
                nanos -> site.simulation.after(100_000, () -> again(client)),
                () -> site.simulation.after(SECOND, () -> again(client)));
    }

    /** Bots that hang up shortly after each request. */
    void impatientBots(int count, double perSecond, Duration from, Duration patience) {
        for (int i = 0; i < count; i++) {
            IpPrefix client = client(1, i);
            site.simulation.after(
                    from.toNanos() + i * 1000L,
                    () -> site.simulation.every(Duration.ofNanos((long) (SECOND / perSecond)), () -> {
                        Site.Request request = site.ask(client, nanos -> {}, () -> {});
                        site.simulation.after(patience.toNanos(), request::hangUp);
                    }));
        }
    }

    int refused() {
        return refused;
    }

    int pages() {
        return latencies.size();
    }

    /** The latency in milliseconds that this part of the visitors' pages did not exceed. */
    double quantile(double part) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))] / 1e6;
    }

    @Override
    public String toString() {
        return Arrays.asList(
                        "pages " + pages(),
                        "refused " + refused,
                        "p50 %.1f".formatted(quantile(0.5)),
                        "p95 %.1f".formatted(quantile(0.95)),
                        "p99 %.1f".formatted(quantile(0.99)),
                        "worst %.1f".formatted(quantile(1)))
                .toString();
    }
}
