package dev.portcullis.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.report.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebChannelTest {

    private static final String PATH = "/services/T000/B000/verysecrettoken";

    private final HttpClient http = WebChannel.client();
    private final HttpServer server = server();
    private final AtomicReference<@Nullable String> body = new AtomicReference<>();
    private final AtomicReference<@Nullable HttpExchange> seen = new AtomicReference<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private int status = 200;
    private String answer = "ok";

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            seen.set(exchange);
            if (status == 429) {
                exchange.getResponseHeaders().add("Retry-After", "17");
            }
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @Test
    void theStatusAndTheBeginningOfTheBodyComeBack() {
        assertThat(send(Destination.Shape.SLACK, "down")).isEqualTo(new Reply.Accepted("HTTP 200: ok"));
        assertThat(sent().getRequestURI().toString()).isEqualTo(PATH);
        assertThat(sent().getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(sent().getRequestHeaders().getFirst("User-Agent")).startsWith("Portcullis/");
    }

    @Test
    void ofAnEndlessBodyOnlyTheBeginningIsRead() {
        answer = "x".repeat(5_000_000);

        assertThat(send(Destination.Shape.WEBHOOK, "down").answer()).isEqualTo("HTTP 200: " + "x".repeat(200) + "...");
    }

    @Test
    void aRefusalIsToldWithItsReasonAndWithoutTheSecret() {
        status = 404;
        answer = "no_service: " + PATH + " \u001b[31m(verysecrettoken)";
        Reply reply = send(Destination.Shape.SLACK, "down");

        assertThat(reply.answer())
                .startsWith("HTTP 404: no_service: ")
                .contains("\\x1b")
                .doesNotContain("verysecrettoken");
        assertThat(((Reply.Failed) reply).refused()).isTrue();
    }

    @Test
    void aTargetThatAsksToBeLeftAloneIs() {
        status = 429;

        assertThat(send(Destination.Shape.DISCORD, "down"))
                .isEqualTo(new Reply.Failed("HTTP 429: ok", false, Duration.ofSeconds(17)));
    }

    @Test
    void aFailingTargetIsAskedAgain() {
        status = 503;

        assertThat(((Reply.Failed) send(Destination.Shape.NTFY, "down")).refused())
                .isFalse();
    }

    @Test
    void aTargetThatAnswersNothingIsGivenUp() {
        server.createContext("/silent", exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        WebChannel channel = new WebChannel(
                new Destination.Web(Destination.Shape.WEBHOOK, new Secret(url("/silent")), null),
                () -> http,
                Duration.ofMillis(300));

        assertThat(channel.send(SampleMessages.critical("down"))).isInstanceOf(Reply.Failed.class);
    }

    @Test
    void whereNobodyListensThatIsSaid() {
        String url = url("/");
        server.stop(0);
        Destination.Web to = new Destination.Web(Destination.Shape.WEBHOOK, new Secret(url), null);

        assertThat(new WebChannel(to, () -> http).send(SampleMessages.critical("down")))
                .isEqualTo(Reply.Failed.unreachable("the connection was refused or not made"));
    }

    @Test
    void aTokenGoesIntoAuthorizationAlone() {
        Destination.Web to =
                new Destination.Web(Destination.Shape.NTFY, new Secret(url("/topic")), new Secret("tk_123456"));
        answer = "hello tk_123456";

        assertThat(new WebChannel(to, () -> http)
                        .send(SampleMessages.critical("down"))
                        .answer())
                .isEqualTo("HTTP 200: hello (hidden)");
        assertThat(sent().getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer tk_123456");
        assertThat(to.toString()).doesNotContain("tk_").doesNotContain("/topic");
    }

    @Test
    void ntfyGetsATitleAPriorityAndText() {
        send(Destination.Shape.NTFY, "no server answers\r\nX-Injected: 1");

        assertThat(sent().getRequestHeaders().getFirst("Title"))
                .isEqualTo("www1: no server answers\\x0d\\x0aX-Injected: 1");
        assertThat(sent().getRequestHeaders().getFirst("Priority")).isEqualTo("5");
        assertThat(sent().getRequestHeaders().containsKey("X-Injected")).isFalse();
        assertThat(body.get()).isEqualTo("00:00:00 no server answers\\x0d\\x0aX-Injected: 1");
    }

    @Test
    void aProgramGetsAllThereIsAsJson() {
        Digest digest = new Digest();
        digest.add(new Event(Topic.BAN_STORE, Severity.WARNING, SampleBans.START, "bans are not kept"));
        digest.bans().add(SampleBans.scanner());
        new WebChannel(new Destination.Web(Destination.Shape.WEBHOOK, new Secret(url("/")), null), () -> http)
                .send(SampleMessages.of(digest));

        JsonObject json = JsonObject.parse(Objects.requireNonNull(body.get()));
        assertThat(json.text("machine")).isEqualTo("www1");
        assertThat(json.text("severity")).isEqualTo("warning");
        assertThat(json.objects("events")).singleElement().satisfies(event -> assertThat(event.text("topic"))
                .isEqualTo("ban-store"));
        assertThat(body.get()).contains("\"address\" : \"192.0.2.7\"");
    }

    @Test
    void slackCallsNobody() {
        send(Destination.Shape.SLACK, "GET /<!channel>&<@U123>");

        String text = text("text");
        assertThat(text).contains("&lt;!channel&gt;&amp;&lt;@U123&gt;").doesNotContain("<");
    }

    @Test
    void mattermostCallsNobodyAndFollowsNoMarkup() {
        send(Destination.Shape.MATTERMOST, "GET /@all <!channel> [click](https://evil.example) ![x](y)");

        assertThat(text("text"))
                .doesNotContain("@all")
                .doesNotContain("<!channel>")
                .doesNotContain("[click](")
                .doesNotContain("https://evil");
    }

    @Test
    void discordCallsNobodyAndGetsNoMoreThanItTakes() {
        Digest digest = new Digest();
        for (int i = 0; i < 50; i++) {
            digest.add(new Event(Topic.ORIGIN, Severity.WARNING, SampleBans.START, "@everyone " + "*_`".repeat(60)));
        }
        new WebChannel(new Destination.Web(Destination.Shape.DISCORD, new Secret(url("/")), null), () -> http)
                .send(SampleMessages.of(digest));

        assertThat(text("content"))
                .hasSizeLessThanOrEqualTo(2000)
                .doesNotContain("@everyone")
                .contains("more lines");
        assertThat(body.get()).contains("\"parse\" : [ ]");
    }

    private String text(String name) {
        return JsonObject.parse(Objects.requireNonNull(body.get())).text(name);
    }

    private HttpExchange sent() {
        return Objects.requireNonNull(seen.get());
    }

    private Reply send(Destination.Shape shape, String text) {
        return new WebChannel(new Destination.Web(shape, new Secret(url(PATH)), null), () -> http)
                .send(SampleMessages.critical(text));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
