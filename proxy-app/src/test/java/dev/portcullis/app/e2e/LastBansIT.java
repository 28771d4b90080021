package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that hands over bans somebody for the last request it finishes: the process that took over knows, and keeps it. */
@Timeout(180)
class LastBansIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String BOT = "127.9.2.1";

    private final int port = FreePort.find();
    private final String admin = "127.0.0.1:" + FreePort.find();

    @Test
    void aBanThatARetiringProcessMakesReachesItsSuccessorAndTheDisk(@TempDir Path directory) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (SocketOrigin origin = new SocketOrigin()) {
            origin.answersWith(connection -> {
                arrived.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                SocketOrigin.send(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            });
            Path file = directory.resolve("portcullis.conf");
            Files.writeString(
                    file,
                    "listen = \"127.0.0.1:" + port + "\"\n"
                            + "admin.listen = \"" + admin + "\"\n"
                            + "access-log = off\n"
                            + "state-directory = \"" + directory.resolve("state") + "\"\n"
                            + "origin = \"" + origin.origin() + "\"\n"
                            + "bans.breaker.share = off\n"
                            + "rules.late { where { path = \"/late\", status = [\"404\"] }, then = ban, for = 1 hour }\n");
            ProcessHandle successor = null;
            try (Program old = start(file);
                    Socket bot = connect()) {
                ask(bot);
                assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
                Program.Finished restarted = PortcullisProcess.cli("restart", "--admin", admin);
                Matcher pid = Pattern.compile("process (\\d+) has taken over").matcher(restarted.text());
                assertThat(pid.find()).as(restarted.text()).isTrue();
                successor = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
                assertThat(old.isRunning()).as("it has a request to finish").isTrue();
                assertThat(bans()).doesNotContain(BOT);

                goOn.countDown();
                assertThat(status(bot)).isEqualTo("404");
                assertThat(old.awaitExit(START)).isZero();
                assertThat(bans()).contains(BOT);
                assertThat(answer()).isEqualTo("403");
            } finally {
                if (successor != null) {
                    successor.destroyForcibly(); // SIGKILL
                    successor.onExit().join();
                }
            }
            try (Program third = start(file)) {
                assertThat(third.isRunning()).isTrue();
                assertThat(answer()).as("it was kept").isEqualTo("403");
            }
        }
    }

    private Program start(Path file) {
        Program process = Program.start(PortcullisProcess.command("run", "--config", file.toString()));
        Await.until(START, () -> "Portcullis to serve; it said:\n" + process.text(), () -> serves(process));
        return process;
    }

    private boolean serves(Program process) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return !process.isRunning();
        }
    }

    private String bans() {
        return PortcullisProcess.cli("ban", "list", "--admin", admin).text();
    }

    private String answer() throws IOException {
        try (Socket socket = connect()) {
            ask(socket);
            return status(socket);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(BOT, 0));
        socket.setSoTimeout((int) START.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9);
    }
}
