package dev.portcullis.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.notify.FakeMailServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The jar tells a chat and a mailbox what happens, while a third target is dead. */
@Timeout(180)
class NotifyIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "verysecretpath";

    private final List<String> chat = new CopyOnWriteArrayList<>();
    private final HttpServer chatServer = chatServer();
    private final FakeMailServer mail = mailServer();
    private final SocketOrigin site = new SocketOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(this::configuration);

    private String configuration() {
        return """
                origin { servers = "%s", health { path = "/health", interval = 1 second, fall = 1, rise = 1 } }
                rules.trap { where { path = "/trap*" }, then = ban, for = 1 hour }
                notify {
                  machine = www1, collect = 1 second, pause = 1 second
                  targets {
                    chat { kind = slack, url = "http://127.0.0.1:%d/%s", events = [bans, origin, program] }
                    mail {
                      kind = smtp, host = localhost, port = %d, events = [origin, reload]
                      from = "www@site.example", to = "admin@site.example"
                    }
                    dead { kind = ntfy, url = "http://127.0.0.1:%d/%s" }
                  }
                }
                """.formatted(
                        site.origin(), chatServer.getAddress().getPort(), SECRET, mail.port(), FreePort.find(), SECRET);
    }

    @AfterEach
    void stop() throws IOException {
        chatServer.stop(0);
        mail.close();
        site.close();
    }

    @Test
    void aTestSaysExactlyWhatCameBack() {
        Program.Finished all = portcullis.ask("notify", "test");
        assertThat(all.code()).as("one of them failed").isEqualTo(1);
        assertThat(all.lines())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).isEqualTo("chat (slack): sent: HTTP 200: ok"))
                .satisfies(lines ->
                        assertThat(lines.get(1)).isEqualTo("mail (smtp): sent: SMTP 250 2.0.0 Ok: queued as 4XYZ"))
                .satisfies(lines -> assertThat(lines.get(2)).startsWith("dead (ntfy): FAILED: the connection was"));
        assertThat(portcullis.ask("notify", "test", "mail").code()).isZero();
        assertThat(portcullis.ask("notify", "test", "none").text()).contains("no such target");
        assertThat(all.text()).doesNotContain(SECRET);
        assertThat(mail.mails)
                .hasSize(2)
                .allMatch(text -> text.contains("Subject: [Portcullis] www1: this is a test of the target mail\n"));
    }

    @Test
    void whatHappensIsToldToThoseWhoWantItAndADeadTargetHoldsUpNobody() throws Exception {
        site.answersWith(connection ->
                SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
        Await.until(SOON, "the start to be told", () -> told(chat, "has started"));
        try (Visitor bot = portcullis.visitor("127.0.0.66")) {
            bot.get("/trap/%3C!channel%3E");
        }
        Await.until(SOON, "the ban to be told", () -> told(chat, "1 ban: 1 by rule trap"));
        assertThat(chat).noneMatch(text -> text.contains("<!channel>"));

        site.close();
        Await.until(SOON, "the chat to be told", () -> told(chat, "visitors get no pages"));
        Await.until(SOON, "the mail", () -> told(mail.mails, "visitors get no pages"));
        assertThat(told(mail.mails, "has started")).isFalse();

        Await.until(
                SOON,
                "failures to be counted",
                () -> portcullis.metric("portcullis_notifications_total\\{target=\"dead\",result=\"failed\"") >= 1);
        assertThat(portcullis.metric("portcullis_notifications_total\\{target=\"chat\",result=\"sent\""))
                .isGreaterThanOrEqualTo(2);
        assertThat(portcullis.ask("status").text()).contains("notifications do not reach dead");
        assertThat(portcullis.admin("/api/v1/status").text()).doesNotContain(SECRET);
        assertThat(portcullis.admin("/api/v1/live").text()).doesNotContain(SECRET);
        assertThat(portcullis.program().text()).contains("notifications: dead").doesNotContain(SECRET);
    }

    @Test
    void aReloadThatFailsIsTold() throws Exception {
        portcullis.configure("origin = 7\n");
        assertThat(portcullis.reload()).isEqualTo(422);

        Await.until(SOON, "the mail", () -> told(mail.mails, "has mistakes and is not in force"));
    }

    private static boolean told(List<String> messages, String what) {
        return messages.stream().anyMatch(message -> message.contains(what));
    }

    private HttpServer chatServer() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/" + SECRET, exchange -> {
                chat.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(UTF_8));
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FakeMailServer mailServer() {
        try {
            return FakeMailServer.plain();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
