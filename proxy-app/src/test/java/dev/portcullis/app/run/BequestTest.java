package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule.Count;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bans of a process that retires reach its successor, however many they are and whatever is in them. */
class BequestTest {

    /** What the administrator's listener takes at most. */
    private static final int TAKEN = 16 << 10;

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private final Queue<Ban> told = new ConcurrentLinkedQueue<>();
    private HttpServer heir;

    @BeforeEach
    void listen() throws IOException {
        heir = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        heir.createContext("/api/v1/hand-over/bans", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length <= TAKEN) {
                told.addAll(ReportJson.readBans(new String(body, StandardCharsets.UTF_8)));
            }
            exchange.sendResponseHeaders(body.length <= TAKEN ? 200 : 413, -1);
            exchange.close();
        });
        heir.start();
    }

    @AfterEach
    void stop() {
        heir.stop(0);
    }

    @Test
    void manyBansWithLongPathsReachTheSuccessor() {
        Bequest bequest = new Bequest(heir.getAddress(), () -> "token");
        bequest.begin();
        for (int i = 0; i < 100; i++) {
            bequest.banned(ban(i, "/" + "p".repeat(199)));
        }
        bequest.banned(ban(100, "\u0001".repeat(2000)));

        bequest.tell();
        bequest.end(Duration.ofSeconds(30));

        assertThat(told).extracting(Ban::subject).doesNotHaveDuplicates().hasSize(101);
    }

    @Test
    void whatWasBannedBeforeTheHandOverIsNotToldAgain() {
        Bequest bequest = new Bequest(heir.getAddress(), () -> "token");
        bequest.banned(ban(1, "/"));
        bequest.begin();
        bequest.tell();
        bequest.end(Duration.ofSeconds(30));

        assertThat(told).isEmpty();
    }

    private static Ban ban(int number, String path) {
        List<Ban.Request> requests = IntStream.range(0, Ban.Evidence.MAX_REQUESTS)
                .mapToObj(i -> new Ban.Request(START, "GET", "www.example.org", path, 404, 1_000_000, ""))
                .toList();
        return new Ban(
                FakeExchange.address("192.0.2." + number),
                "scanner",
                "16 different paths",
                START,
                START.plus(Duration.ofHours(1)),
                1,
                false,
                new Ban.Evidence(Count.DISTINCT_PATHS, 16, 15, Duration.ofMinutes(5), requests));
    }
}
