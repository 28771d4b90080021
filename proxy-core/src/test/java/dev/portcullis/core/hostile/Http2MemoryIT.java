package dev.portcullis.core.hostile;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What one HTTP/2 connection can make the proxy hold, by each abuse that holds anything (R39): on the heap after a collection, and in buffers outside of
 * it, client and origin included. Each is done once before, so that what any first connection costs is not counted. What is resident in the process says
 * nothing here: the heap and the compiler take and give back tens of megabytes as they see fit.
 */
@Timeout(300)
class Http2MemoryIT {

    private static final int CONNECTIONS = 4;
    private static final double MOST = 8e6;
    private static final int MOST_IN_FRAME = 16_384;
    private static final int LOOKS = 20;
    private static final long BETWEEN_NANOS = 50_000_000L;
    private static final String BEGIN = PREFACE + settings() + frame(4, 1, 0, "");
    private static final String LARGE = "x".repeat(4000);

    private record Held(double heap, double buffers) {

        static Held now() {
            ByteBufAllocatorMetric metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
            return new Held(
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(), metric.usedDirectMemory());
        }

        Held more(Held before) {
            return new Held((heap - before.heap) / CONNECTIONS, (buffers - before.buffers) / CONNECTIONS);
        }

        Held most(Held other) {
            return new Held(Math.max(heap, other.heap), Math.max(buffers, other.buffers));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "heap %.2f MB, buffers %.2f MB", heap / 1e6, buffers / 1e6);
        }
    }

    @TestFactory
    List<DynamicTest> oneConnectionHoldsLessThanEightMegabytes() {
        List<DynamicTest> tests = new ArrayList<>();
        abuse(tests, "a hundred requests of 60 kB each, sent in 40 bytes each", BEGIN + packed() + packedAgain(15));
        abuse(tests, "a hundred header lists of 4 MB each, sent in 1 kB each", BEGIN + packed() + packedAgain(1000));
        abuse(tests, "a hundred requests of a hundred cookies", BEGIN + each(id -> cookies(id, 1)));
        abuse(tests, "a header block that does not end", BEGIN + unending());
        abuse(
                tests,
                "a hundred answers of 4 MB through windows that stay shut",
                PREFACE + settings(4, 0) + frame(4, 1, 0, "") + each(id -> large(id)));
        abuse(
                tests,
                "a hundred answers of 4 MB that nobody reads",
                PREFACE
                        + settings(4, Integer.MAX_VALUE)
                        + frame(4, 1, 0, "")
                        + windowUpdate(0, 2_000_000_000)
                        + each(id -> large(id)));
        abuse(tests, "a hundred uploads of 64 KiB each that the origin does not read", bodies());
        abuse(tests, "a hundred requests that wait for their end", BEGIN + each(id -> cookies(id, 0)));
        abuse(tests, "199 requests that are reset at once", BEGIN + each(199, id -> get(id) + reset(id, 8)));
        abuse(tests, "399 PINGs whose answers nobody reads", BEGIN + each(399, id -> ping(0, "12345678")));
        abuse(tests, "399 SETTINGS whose answers nobody reads", BEGIN + each(390, id -> settings(4, 1000 + id)));
        abuse(tests, "399 empty DATA", BEGIN + post(1) + each(390, id -> data(1, 0, "")));
        abuse(tests, "399 priorities", BEGIN + each(390, id -> priority(id, 0)));
        abuse(tests, "a frame of 16 KiB of which the last byte is missing", BEGIN + part());
        return tests;
    }

    private static void abuse(List<DynamicTest> tests, String what, String... pieces) {
        tests.add(DynamicTest.dynamicTest(what, () -> {
            grown(pieces);
            Held grown = grown(pieces);
            System.out.println("memory of one connection, " + what + ": " + grown);
            assertThat(grown.heap() + grown.buffers()).as("%s", grown).isLessThan(MOST);
        }));
    }

    private static Held grown(String[] pieces) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try (UnhelpfulOrigin origin = new UnhelpfulOrigin();
                RunningProxy proxy = new RunningProxy(proxySettings(origin))) {
            try {
                System.gc();
                Held before = Held.now();
                Held most = before;
                for (int i = 0; i < CONNECTIONS; i++) {
                    RawClient client = proxy.client();
                    clients.add(client);
                    for (String piece : pieces) {
                        client.send(piece);
                        LockSupport.parkNanos(BETWEEN_NANOS); // meanwhile the connection's window is opened again
                    }
                }
                for (int i = 0; i < LOOKS; i++) {
                    LockSupport.parkNanos(BETWEEN_NANOS);
                    most = most.most(new Held(0, Held.now().buffers()));
                }
                System.gc();
                return most.most(Held.now()).more(before);
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }
    }

    private static ProxySettings proxySettings(UnhelpfulOrigin origin) throws IOException {
        ProxySettings plain = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.AUTO);
        Listener listener = new Listener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Listener.Kind.H2C);
        return new ProxySettings(
                new ListenSettings(List.of(listener), List.of(), TlsSettings.DEFAULT),
                plain.sites(),
                plain.limits(),
                plain.clients(),
                plain.timeouts(),
                plain.loops(),
                ProxySettings.BanReply.DENY);
    }

    private static String each(IntFunction<String> frames) {
        return each(100, frames);
    }

    private static String each(int count, IntFunction<String> frames) {
        return IntStream.range(0, count).mapToObj(i -> frames.apply(1 + 2 * i)).collect(Collectors.joining());
    }

    /** Puts a field of 4 kB into the table, which holds just one such. */
    private static String packed() {
        return frame(1, 5, 1, indexed() + "@" + string("y") + string(LARGE));
    }

    private static String packedAgain(int times) {
        return each(99, id -> frame(1, 5, id + 2, indexed() + "\u00be".repeat(times)));
    }

    /** {@code GET}, {@code http}, {@code /} and a host, out of the static table (RFC 7541 A). */
    private static String indexed() {
        return "\u0082\u0086\u0084\u0001" + string("a");
    }

    private static String large(int id) {
        return headers(id, 1, ":method", "GET", ":scheme", "http", ":path", "/large", ":authority", "a");
    }

    /** A request of 55 kB, in frames as large as they may be. */
    private static String cookies(int id, int flags) {
        String[] all = new String[180];
        for (int i = 0; i < all.length; i += 2) {
            all[i] = "cookie";
            all[i + 1] = "name" + i + "=" + "v".repeat(600);
        }
        String block = list(request("GET", all));
        StringBuilder frames = new StringBuilder(frame(1, flags, id, block.substring(0, MOST_IN_FRAME)));
        for (int at = MOST_IN_FRAME; at < block.length(); at += MOST_IN_FRAME) {
            int end = Math.min(block.length(), at + MOST_IN_FRAME);
            frames.append(continuation(id, end == block.length() ? 4 : 0, block.substring(at, end)));
        }
        return frames.toString();
    }

    private static String unending() {
        return frame(1, 0, 1, list(request("GET")))
                + continuation(1, 0, list("y", LARGE.repeat(3)))
                + continuation(1, 0, list("y", LARGE.repeat(3)))
                + continuation(1, 0, list("y", LARGE.repeat(3)))
                + continuation(1, 0, list("y", LARGE.repeat(3)));
    }

    /** As much as each stream's window takes, in pieces that the connection's window takes. */
    private static String[] bodies() {
        List<String> pieces = new ArrayList<>();
        pieces.add(BEGIN + each(id -> post(id, "content-length", "1000000")));
        for (int first = 0; first < 100; first += 10) {
            int from = first;
            pieces.add(IntStream.range(0, 40)
                    .mapToObj(i -> data(1 + 2 * (from + i / 4), 0, "x".repeat(16_383)))
                    .collect(Collectors.joining()));
        }
        return pieces.toArray(new String[0]);
    }

    private static String part() {
        String whole = data(1, 0, "x".repeat(16_384));
        return post(1) + whole.substring(0, whole.length() - 1);
    }
}
