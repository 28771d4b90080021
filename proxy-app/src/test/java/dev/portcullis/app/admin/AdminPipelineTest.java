package dev.portcullis.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.rules.time.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The handlers together, as bytes go in and out. */
class AdminPipelineTest {

    private static final String TOKEN = "a-token-of-twenty-or-more";

    private final ManualTime time = new ManualTime();
    private final FakeOperator operator = new FakeOperator();
    private final AdminServer.Pipeline pipeline =
            new AdminServer.Pipeline(operator, () -> new Access(TOKEN, "/run/x/admin.token", true), time);
    private final EmbeddedChannel channel = new EmbeddedChannel(pipeline);

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestIsAnsweredAndTheConnectionClosed() {
        send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-length: 3\r\n", "connection: close\r\n", "cache-control: no-store\r\n")
                .contains("X-Content-Type-Options: nosniff\r\n")
                .endsWith("\r\n\r\nok\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoTriesManyWrongTokensWaitsEvenForTheRightOneButOnlyForASecond() {
        for (int i = 0; i < WrongTokens.AT_ONCE; i++) {
            assertThat(tokenAsked("wrong-wrong-wrong-wrong-" + i)).startsWith("HTTP/1.1 401 ");
        }
        assertThat(tokenAsked(TOKEN))
                .startsWith("HTTP/1.1 429 ")
                .contains("retry-after: 1\r\n", "too many wrong tokens")
                .doesNotContain(TOKEN);
        time.advance(Duration.ofSeconds(1));

        assertThat(tokenAsked(TOKEN)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whoOnlyReadsHereIsNotHeldUpByWrongTokens() {
        for (int i = 0; i < 2 * WrongTokens.AT_ONCE; i++) {
            tokenAsked("wrong-wrong-wrong-wrong-" + i);
        }
        send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 200 ");
    }

    private String tokenAsked(String token) {
        EmbeddedChannel other = new EmbeddedChannel(pipeline);
        try {
            other.writeInbound(Unpooled.copiedBuffer(
                    "POST /api/v1/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 2\r\nAuthorization: Bearer " + token + "\r\n\r\n{}",
                    StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            for (ByteBuf part = other.readOutbound(); part != null; part = other.readOutbound()) {
                text.append(part.toString(StandardCharsets.UTF_8));
                part.release();
            }
            return text.toString();
        } finally {
            other.finishAndReleaseAll();
        }
    }

    @Test
    void whoChangesAnythingMustKnowTheTokenAndIsToldWhereItIs() {
        send("DELETE /api/v1/bans/192.0.2.7 HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received())
                .startsWith("HTTP/1.1 401 ")
                .contains("www-authenticate: Bearer\r\n", "\"tokenFile\" : \"/run/x/admin.token\"")
                .doesNotContain(TOKEN);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer a-token-of-twenty-or-mor",
                "Bearer a-token-of-twenty-or-more2",
                "Basic a-token-of-twenty-or-more",
                "a-token-of-twenty-or-more"
            })
    void aWrongTokenChangesNothing(String authorization) {
        operator.bans.add(SampleBans.scanner());
        send("DELETE /api/v1/bans/192.0.2.7 HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization
                + "\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 401 ").contains("the token is not the administrator's");
        assertThat(operator.bans).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/status, 401",
        "/api/v1/live/stream, 401",
        "/metrics, 401",
        "/healthz, 200",
        "/readyz, 200",
        "/, 200",
        "/page.js, 200"
    })
    void fromElsewhereOnlyTheBarePageAndHealthAreReadWithoutTheToken(String path, int status) {
        EmbeddedChannel open =
                new EmbeddedChannel(new AdminServer.Pipeline(operator, () -> new Access(TOKEN, "/run/x", false), time));
        open.writeInbound(Unpooled.copiedBuffer(
                "GET " + path + " HTTP/1.1\r\nHost: server.example:9911\r\n\r\n", StandardCharsets.ISO_8859_1));

        assertThat(received(open)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void thePageMayUseNothingButItsOwnFiles() {
        send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Security-Policy: default-src 'none'; script-src 'self';", "frame-ancestors 'none'")
                .contains("<script src=\"/page.js\" type=\"module\"></script>")
                .doesNotContain("unsafe-inline", "<script>", "style=", "http://", "https://");
    }

    @Test
    void aStreamTellsWhatHappensEachSecondUntilItsReaderGoes() {
        send("GET /api/v1/live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(received()).contains("text/event-stream", "transfer-encoding: chunked\r\n", "data: {\"at\":");

        for (int second = 0; second < 30; second++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(received()).contains("data: {\"at\":").endsWith("\n\n\r\n");
        }
        assertThat(channel.isOpen())
                .as("the deadline of other requests is not its own")
                .isTrue();
        channel.close();
        assertThat(channel.runScheduledPendingTasks())
                .as("nothing more is to be done")
                .isEqualTo(-1);
    }

    @Test
    void aReaderThatTakesNothingIsDropped() {
        send("GET /api/v1/live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        for (int second = 0; second < LiveStreams.PATIENCE; second++) {
            assertThat(channel.isOpen()).isTrue();
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void onlySoManyLookAtOnce() {
        EmbeddedChannel[] open = new EmbeddedChannel[LiveStreams.MOST];
        for (int i = 0; i < open.length; i++) {
            open[i] = new EmbeddedChannel(pipeline);
            open[i].writeInbound(Unpooled.copiedBuffer(
                    "GET /api/v1/live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n", StandardCharsets.ISO_8859_1));
        }
        send("GET /api/v1/live/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 503 ");
        for (EmbeddedChannel each : open) {
            each.finishAndReleaseAll();
        }
    }

    @Test
    void headGetsTheLengthWithoutTheBody() {
        send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received()).contains("content-length: 3\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void aBodyInPiecesIsPutTogether() {
        String body = "{\"address\":\"192.0.2.7\",\"for\":\"1h\",\"reason\":\"caf\u00e9\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        send("POST /api/v1/bans HTTP/1.1\r\nAuthorization: Bearer " + TOKEN
                + "\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n");
        assertThat(received()).as("nothing is said before the body is whole").isEmpty();
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, 20));
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 20, bytes.length - 20));

        assertThat(received()).startsWith("HTTP/1.1 201 Created\r\n");
        assertThat(operator.bans).singleElement().satisfies(ban -> assertThat(ban.reason())
                .isEqualTo("caf\u00e9"));
    }

    @Test
    void aPercentEncodedNetworkIsUnderstood() {
        operator.bans.add(SampleBans.manual());
        send("DELETE /api/v1/bans/2001:db8::%2F48 HTTP/1.1\r\nAuthorization: Bearer " + TOKEN
                + "\r\nHost: [::1]:9911\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void aBrokenEscapeInThePathIsTheAskersFault() {
        send("GET /api/v1/bans/why/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }

    @Test
    void aFaultOfOursIsAnErrorWithoutDetails() {
        send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received())
                .startsWith("HTTP/1.1 500 ")
                .contains("this request failed; the log says why")
                .doesNotContain("fake");
    }

    @Test
    void aReloadIsAnsweredWhenItIsDoneHoweverLongThatTakes() {
        send("POST /api/v1/reload HTTP/1.1\r\nAuthorization: Bearer " + TOKEN
                + "\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Content-Length: 0\r\n\r\n");
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        assertThat(received()).isEmpty();

        operator.reload.complete(new ReloadReport.Done(List.of("site shop: new"), List.of()));
        channel.runPendingTasks();

        assertThat(received()).startsWith("HTTP/1.1 200 OK\r\n").contains("\"site shop: new\"");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aReloadThatIsRefusedIsAnsweredWithTheProblems() {
        operator.reload.complete(new ReloadReport.Refused(List.of("x.conf:3: error: mode: unknown word")));
        send("POST /api/v1/reload HTTP/1.1\r\nAuthorization: Bearer " + TOKEN
                + "\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Content-Length: 0\r\n\r\n");

        assertThat(received())
                .startsWith("HTTP/1.1 422 ")
                .contains("everything is as it was", "x.conf:3: error: mode: unknown word");
    }

    @Test
    void readingIsNotReloading() {
        send("GET /api/v1/reload HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        send("POST /api/v1/bans HTTP/1.1\r\nAuthorization: Bearer " + TOKEN
                + "\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Content-Length: 1000000\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() {
        send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(10_000) + "\r\n\r\n");

        assertThat(received()).startsWith("HTTP/1.1 400 ");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatStaysOpenIsClosedAfterTenSecondsWhateverItDoes() {
        for (int second = 0; second < 9; second++) {
            send("G");
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void connectionsPastTheSixtyFourthAreClosedUntilOthersEnd() {
        EmbeddedChannel[] open = new EmbeddedChannel[64];
        open[0] = channel;
        for (int i = 1; i < open.length; i++) {
            open[i] = new EmbeddedChannel(pipeline);
            assertThat(open[i].isOpen()).isTrue();
        }
        assertThat(new EmbeddedChannel(pipeline).isOpen()).isFalse();

        open[5].close();
        EmbeddedChannel next = new EmbeddedChannel(pipeline);
        assertThat(next.isOpen()).isTrue();
        next.close();
        for (EmbeddedChannel each : open) {
            each.close();
        }
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private String received() {
        return received(channel);
    }

    private static String received(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return text.toString();
    }
}
