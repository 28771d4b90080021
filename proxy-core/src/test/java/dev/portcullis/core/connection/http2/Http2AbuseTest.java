package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http2Client;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client does in vain ends in GOAWAY with ENHANCE_YOUR_CALM (11), within bounds, and is charged to it. */
class Http2AbuseTest {

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client().begin();

    @AfterEach
    void close() {
        proxy.close();
    }

    static Arguments of(String what, IntFunction<String> step) {
        return Arguments.of(what, step);
    }

    static Stream<Arguments> resets() {
        return Stream.of(
                of("rapid reset", id -> get(id) + reset(id, 8)),
                of("WINDOW_UPDATE of zero", id -> post(id) + windowUpdate(id, 0)),
                of("WINDOW_UPDATE past the end", id -> post(id) + windowUpdate(id, Integer.MAX_VALUE)),
                of("PRIORITY of a wrong length", id -> post(id) + frame(2, 0, id, "")),
                of("PRIORITY on itself", id -> post(id) + priority(id, id)),
                of("DATA after the end", id -> get(id) + data(id, 0, "x")),
                of("HEADERS after the end", id -> get(id) + headers(id, 1, "x", "y")),
                of("a malformed head", id -> get(id, "Upper", "x")),
                of("malformed trailers", id -> post(id) + headers(id, 1, ":path", "/")),
                of("more than was said", id -> post(id, "content-length", "1") + data(id, 0, "xy")),
                of("too many fields", id -> headers(id, 1, request("GET", many(101)))));
    }

    private static String[] many(int count) {
        String[] all = new String[count * 2];
        for (int i = 0; i < count; i++) {
            all[i * 2] = "cookie";
            all[i * 2 + 1] = "a=" + i;
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("resets")
    void endsAfterTwoHundredResetsOfEitherSide(String what, IntFunction<String> step) {
        StringBuilder heard = new StringBuilder();
        int steps = 0;
        while (client.end.channel.isActive() && steps < 300) {
            client.send(step.apply(1 + 2 * steps++));
            heard.append(client.heard());
        }
        assertThat(steps).isEqualTo(200);
        assertThat(heard.toString()).matches("(?s).*GOAWAY 0 399 11\n");
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.worker().exchangeCount()).isZero();
        assertThat(proxy.policy.malformed.get()).isPositive();
    }

    @Test
    void bearsResetsThatComeMoreSlowly() {
        for (int i = 0; i < 1000; i++) {
            client.send(get(1 + 2 * i) + reset(1 + 2 * i, 8));
            proxy.time.advance(Duration.ofMillis(151));
        }
        assertThat(client.heard()).isEmpty();
        assertThat(client.end.channel.isActive()).isTrue();
        assertThat(proxy.policy.malformed.get()).isZero();
    }

    @Test
    void bearsAVisitorWhoLeavesAPageOfAHundredImages() {
        for (int i = 0; i < 100; i++) {
            client.send(get(1 + 2 * i));
        }
        for (int i = 0; i < 100; i++) {
            client.send(reset(1 + 2 * i, 8));
        }
        assertThat(client.end.channel.isActive()).isTrue();
        assertThat(proxy.policy.malformed.get()).isZero();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                of("PING", i -> ping(0, "12345678")),
                of("SETTINGS", i -> settings()),
                of("SETTINGS that change", i -> settings(4, 1000 + i)),
                of("SETTINGS of a thousand windows", i -> settings(windows(1000))),
                of("acknowledgements of SETTINGS", i -> frame(4, ACK, 0, "")),
                of("acknowledgements of no PING", i -> frame(6, ACK, 0, "12345678")),
                of("GOAWAY", i -> i == 0 ? get(1) : frame(7, 0, 0, "\0".repeat(8))),
                of(
                        "DATA after a goodbye",
                        i -> i == 0
                                ? get(1) + frame(7, 0, 0, "\0".repeat(8)) + post(3)
                                : data(3, 0, "x".repeat(1 << 14))),
                of("PRIORITY", i -> priority(1 + 2 * i, 0)),
                of("frames of an unknown type", i -> frame(0xCC, 0, 0, "x")),
                of("WINDOW_UPDATE", i -> windowUpdate(0, 1)),
                of("empty DATA", i -> i == 0 ? post(1) : data(1, 0, "")),
                of("DATA that is all padding", i -> i == 0 ? post(1) : frame(0, 8, 1, "\0")),
                of("requests after a goodbye", i -> i == 0 ? get(1) + frame(7, 0, 0, "\0".repeat(8)) : get(1 + 2 * i)),
                of("RST_STREAM of a closed stream", i -> i == 0 ? post(1) + reset(1, 8) : reset(1, 8)));
    }

    private static long[] windows(int count) {
        long[] all = new long[2 * count];
        for (int i = 0; i < count; i++) {
            all[2 * i] = 4;
            all[2 * i + 1] = 1000L + i;
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void endsFloodsOfFramesThatAskForNothing(String what, IntFunction<String> step) {
        StringBuilder heard = new StringBuilder();
        int steps = 0;
        while (client.end.channel.isActive() && steps < 1000) {
            client.send(step.apply(steps++));
            heard.append(client.heard());
        }
        assertThat(steps).isBetween(390, 410);
        assertThat(heard.toString()).matches("(?s).*GOAWAY 0 \\d+ 11\n");
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @ParameterizedTest(name = "of {0} octets")
    @org.junit.jupiter.params.provider.ValueSource(ints = {0, 1, 10_000})
    void endsContinuationsThatNeverEnd(int size) {
        client.send(frame(1, 0, 1, list(request("GET"))));
        int steps = 0;
        while (client.end.channel.isActive() && steps < 100) {
            client.send(continuation(1, 0, "x".repeat(size)));
            steps++;
        }
        assertThat(steps).isLessThanOrEqualTo(17);
        assertThat(client.heard()).matches("GOAWAY 0 0 11\n");
        assertThat(proxy.origins).isEmpty();
    }

    @Test
    void endsABlockThatTrickles() {
        client.send(frame(1, 0, 1, list(request("GET"))));
        proxy.pass(Duration.ofSeconds(9));
        client.send(continuation(1, 0, ""));
        assertThat(client.heard()).isEmpty();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.heard()).matches("GOAWAY 0 0 11\n");
    }

    @Test
    void endsABlockThatTricklesBesideARequestUnderWay() {
        client.send(get(1) + frame(1, 0, 3, list(request("GET"))));
        proxy.pass(Duration.ofSeconds(10));
        assertThat(client.heard()).matches("GOAWAY 0 1 11\n");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void givesEachBlockATimeOfItsOwn() {
        String part = frame(1, 5 & ~4, 1, list(request("GET")));
        client.send(part);
        for (int id = 1; id < 13; id += 2) {
            proxy.pass(Duration.ofSeconds(6));
            client.send(continuation(id, 4, "") + reset(id, 8) + frame(1, 1, id + 2, list(request("GET"))));
        }
        assertThat(client.heard()).as("no block took ten seconds").doesNotContain("GOAWAY");
        proxy.pass(Duration.ofSeconds(9));
        assertThat(client.heard()).isEmpty();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.heard()).matches("GOAWAY 0 11 11\n");
    }

    @Test
    void endsAConnectionOfManyUploadsThatAreTooSlow() {
        for (int i = 0; i < 100; i++) {
            client.send(post(1 + 2 * i, "content-length", "100000"));
        }
        assertThat(proxy.origins).hasSize(100);
        for (int second = 0; second < 21 && client.end.channel.isActive(); second++) {
            client.send(data(1, 0, "x".repeat(600)));
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).contains(":status: 408").contains("GOAWAY 0 199 11\n");
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.worker().exchangeCount()).isZero();
        assertThat(proxy.policy.malformed.get()).isPositive();
    }

    @Test
    void endsAConnectionOfManyUploadsThatSendNothingBeforeTheirPaceIsMeasured() {
        ProxySettings all =
                ProxySettings.of(new InetSocketAddress(0), OriginSettings.of(EmbeddedProxy.server("origin.test")));
        Timeouts some = all.timeouts();
        Timeouts quick = new Timeouts(some.header(), Duration.ofSeconds(5), some.connect(), some.drain());
        proxy.configure(new ProxySettings(
                all.listen(), all.sites(), all.limits(), all.clients(), quick, all.loops(), all.banReply()));
        for (int i = 0; i < 100; i++) {
            client.send(post(1 + 2 * i, "content-length", "100000"));
        }
        for (int second = 0; second < 7; second++) {
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).contains(":status: 408").contains("GOAWAY 0 199 11\n");
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.worker().exchangeCount()).isZero();
    }

    @Test
    void aFewSlowUploadsCostTheirOwnStreamsOnly() {
        for (int i = 0; i < 16; i++) {
            client.send(post(1 + 2 * i, "content-length", "100000"));
        }
        client.send(post(33, "content-length", "100000"));
        for (int second = 0; second < 25; second++) {
            client.send(data(33, 0, "x".repeat(600)));
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).contains("408").doesNotContain("GOAWAY");
        assertThat(proxy.worker().exchangeCount())
                .as("the one that is quick enough goes on")
                .isEqualTo(1);
    }

    @Test
    void refusesAMalformedHeadOfHeadWithoutContent() {
        client.send(headers(1, 5, request("HEAD", many(101))));
        String heard = client.heard();
        assertThat(heard).contains("HEADERS 1 +5 :status: 431").doesNotContain("DATA");
    }

    @Test
    void refusesAHeaderListThatIsSmallOnlyWhileItIsPacked() {
        String large = "x".repeat(4000);
        StringBuilder block = new StringBuilder("\u0082\u0086\u0084A\u0001a@" + string("y") + string(large));
        block.append("\u00be".repeat(1000));
        client.send(frame(1, 5, 1, block.toString()));
        assertThat(client.heard()).contains(":status: 431|");
        client.send(get(3));
        proxy.origin().receive("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(client.heard()).as("the tables still agree").contains("HEADERS 3 +5 :status: 204");
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void takesNoNoticeOfAClientThatTakesSmallHeaderListsOnly() {
        client.send(settings(6, 1) + get(1));
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.heard()).contains("DATA 1 +1 hi");
    }

    @Test
    void cutsAStreamOfWhichNoMoreIsTaken() {
        client.send(settings(4, 1) + get(1) + get(3));
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        assertThat(client.heard()).endsWith("DATA 1 h\n");
        for (int i = 0; i < 62; i++) {
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).contains("RST_STREAM 1 8").doesNotContain("GOAWAY");
        assertThat(proxy.policy.malformed.get()).as("a film that is paused").isZero();
    }

    @Test
    void endsAConnectionThatOpensNoWindowForAResponse() {
        client.send(settings(4, 0) + get(1) + get(3));
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        client.heard();
        for (int i = 0; i < 62; i++) {
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).matches("(?s).*GOAWAY 0 3 11\n");
        assertThat(client.end.channel.isActive()).isFalse();
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.worker().exchangeCount()).isZero();
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void endsAConnectionWhoseWindowStaysShut() {
        client.send(settings(4, 1 << 20) + get(1));
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
        client.heard();
        for (int i = 0; i < 62; i++) {
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).endsWith("GOAWAY 0 1 11\n");
        assertThat(client.end.channel.isActive()).isFalse();
        assertThat(proxy.worker().exchangeCount()).isZero();
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void readsNoMoreOfAClientThatTakesNoAnswers() {
        client.end.takes(false);
        client.end.holdWrites = true;
        int before = client.end.reads;
        client.send(get(1));
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(300_000));
        assertThat(client.end.reads).as("still read").isGreaterThan(before);
        assertThat(proxy.origin().reads).as("the origin is not").isLessThan(4);
    }
}
