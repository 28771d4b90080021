package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The configuration changes while visitors are about. */
@Timeout(180)
class ReloadIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int RELOADS = 50;
    private static final int RATE = 400;
    private static final int PIECE = 1 << 16;

    private final SocketOrigin site = new SocketOrigin();
    private final SocketOrigin other = new SocketOrigin();
    private final int extraPort = FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> configuration("", ""));

    @AfterEach
    void stopOrigins() throws IOException {
        site.close();
        other.close();
    }

    @Test
    void fiftyReloadsUnderLoadFailNoRequestAndEndNoConnection() throws IOException {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        CountDownLatch finish = new CountDownLatch(1);
        other.answersWith(connection -> download(connection, finish));
        try (Visitor downloader = new Visitor("127.0.0.30", portcullis.port(), "download.test");
                Visitor talker = new Visitor("127.0.0.31", portcullis.port(), "talk.test");
                Load load = Load.start(() -> portcullis.visitor("127.0.0.20"), "/", RATE)) {
            Answer download = downloader.ask("GET", "/large");
            assertThat(download.body().readNBytes(PIECE)).hasSize(PIECE);
            other.answersWith(ReloadIT::echo);
            OutputStream talk = talker.send("GET", "/chat", "Connection: Upgrade", "Upgrade: websocket");
            Answer upgraded = talker.receive("GET");
            assertThat(upgraded.status()).isEqualTo(101);

            int before = load.answered();
            for (int i = 0; i < RELOADS; i++) {
                boolean odd = i % 2 == 1;
                portcullis.configure(
                        configuration(
                                odd ? "listen += \"127.0.0.1:" + extraPort + "\"\n" : "",
                                odd
                                        ? "rules { mine { count = requests, over = 1000000, within = 1 hour, then = throttle } }\n"
                                                + "timeouts.idle = 50 seconds\nallow = [\"127.0.0.20\", \"192.0.2.7\"]\n"
                                                + "pool.idle = 1 second\n"
                                        : "sites.more { hosts = more.test }\nlimits.headers = 32 KiB\nrules.scanner.over = 90\n"));
                assertThat(portcullis.reload()).as("reload " + i).isEqualTo(200);
                int answered = load.answered();
                Await.until(SOON, "visitors to be served", () -> load.answered() > answered + RATE / 20);
            }
            talk.write('x');
            talk.flush();
            assertThat(upgraded.body().read()).isEqualTo('x');
            finish.countDown();
            assertThat(download.body().readAllBytes()).hasSize(PIECE);
            load.end();

            assertThat(load.failures()).isEmpty();
            assertThat(load.answered() - before).isGreaterThan(RELOADS * RATE / 20);
            assertThat(portcullis.metric("portcullis_config_last_reload_successful"))
                    .isEqualTo(1);
        }
    }

    @Test
    void bansAndCountsStay() throws IOException {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        String counting = "rules.few { count = requests, over = 15, within = 10 minutes, then = ban, for = 1 hour }\n";
        portcullis.configure(configuration("", counting));
        assertThat(portcullis.reload()).isEqualTo(200);
        try (Visitor counted = portcullis.visitor("127.0.0.40");
                Visitor banned = portcullis.visitor("127.0.0.41")) {
            for (int i = 0; i < 10; i++) {
                assertThat(counted.get("/").status()).isEqualTo(200);
            }
            portcullis.ask("ban", "add", "127.0.0.41", "--for", "1h", "--reason", "test");
            portcullis.configure(configuration("", counting + "rules.scanner.over = 77, rules.costly = off\n"));
            assertThat(portcullis.ask("reload").text()).contains("rule scanner: changed", "rule costly: gone");

            assertThat(banned.get("/").status()).isEqualTo(403);
            for (int i = 10; i < 15; i++) {
                assertThat(counted.get("/").status()).as("request " + i).isEqualTo(200);
            }
            assertThat(counted.get("/").status()).as("the sixteenth").isEqualTo(403);
        }
    }

    @Test
    void aBadFileChangesNothingAndAGoodOneTakesEffectAtASignal() throws IOException {
        String deny = "rules.mine { where { path = \"/mine\" }, then = deny }\n";
        try (Visitor visitor = portcullis.visitor("127.0.0.50")) {
            portcullis.configure(configuration("", deny + "mode = enforec\n"));
            Program.Finished refused = portcullis.ask("reload");

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.text())
                    .contains("error: mode: unknown word \"enforec\"; did you mean \"enforce\"?")
                    .contains("everything is as it was");
            assertThat(visitor.get("/mine").status()).isEqualTo(204);
            assertThat(portcullis.metric("portcullis_config_last_reload_successful"))
                    .isZero();
            assertThat(portcullis.ask("status").text()).contains("WARNING: the reload");

            portcullis.configure(configuration("", deny));
            portcullis.hangUp();
            Await.until(SOON, "the reload", () -> portcullis.metric("portcullis_config_last_reload_successful") == 1);
            assertThat(visitor.get("/mine").status()).isEqualTo(403);
            portcullis.program().awaitLine(SOON, "the summary", line -> line.contains("rule mine: new"));
        }
    }

    private String configuration(String listen, String more) {
        return listen + more + """
                origin = "%s"
                sites {
                  download { hosts = download.test, origin = "%s" }
                  talk { hosts = talk.test, origin = "%s" }
                }
                """.formatted(site.origin(), other.origin(), other.origin());
    }

    private static void download(Socket connection, CountDownLatch finish) throws IOException {
        SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + 2 * PIECE + "\r\n\r\n");
        connection.getOutputStream().write(new byte[PIECE]);
        try {
            finish.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        connection.getOutputStream().write(new byte[PIECE]);
    }

    private static void echo(Socket connection) throws IOException {
        SocketOrigin.send(
                connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        for (int c = connection.getInputStream().read();
                c >= 0;
                c = connection.getInputStream().read()) {
            SocketOrigin.send(connection, String.valueOf((char) c));
        }
    }
}
