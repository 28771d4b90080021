package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed (SIGKILL) at random moments while attackers are being banned: whoever has seen that they were banned is banned
 * after the restart, and what was counted before is counted on.
 */
@Timeout(300)
class KillIT {

    private static final int KILLS = 12;
    private static final int ATTACKERS = 8;
    private static final Duration START = Duration.ofSeconds(60);

    private final int port = FreePort.find();
    private final int adminPort = FreePort.find();

    @Test
    void noBanThatTookEffectIsLost(@TempDir Path directory) throws Exception {
        Random random = new Random(6);
        Set<String> refused = new ConcurrentSkipListSet<>();
        AtomicInteger next = new AtomicInteger();
        try (SocketOrigin origin = new SocketOrigin()) {
            configure(directory, origin);
            for (int kill = 0; kill < KILLS; kill++) {
                Program process = start(directory);
                Set<String> lost = new TreeSet<>();
                for (String address : refused) {
                    if (!isRefused(address, "/")) {
                        lost.add(address);
                    }
                }
                assertThat(lost)
                        .as("refused before kill " + kill + ", and not after")
                        .isEmpty();
                attackUntilKilled(process, refused, next, 20 + random.nextInt(400));
            }
            assertThat(refused).as("attackers who were refused at all").hasSizeGreaterThan(KILLS);
        }
    }

    @Test
    void whateverIsCountedIsCountedOnAlsoAfterAReload(@TempDir Path directory) throws Exception {
        try (SocketOrigin origin = new SocketOrigin()) {
            configure(directory, origin);
            Program killed = start(directory);
            assertThat(passes(5, "127.9.0.1", i -> "/count")).isEqualTo(5);
            assertThat(passes(3, "127.9.0.2", i -> "/thing" + i)).isEqualTo(3);
            assertThat(passes(2, "127.9.0.3", i -> "/all")).isEqualTo(2);
            Files.writeString(
                    directory.resolve("portcullis.conf"),
                    "rules.later { count = requests, where.path = \"/later\", over = 5, within = 1 hour, then = deny }\n",
                    StandardOpenOption.APPEND);
            Program.Finished reloaded = PortcullisProcess.cli("reload", "--admin", "127.0.0.1:" + adminPort);
            assertThat(reloaded.text()).contains("later");
            assertThat(passes(3, "127.9.0.4", i -> "/later")).isEqualTo(3);
            awaitCountsWritten(directory);
            killed.close(); // SIGKILL
            Program next = start(directory);
            assertThat(passes(20, "127.9.0.1", i -> "/count"))
                    .as("of twenty, after five before")
                    .isEqualTo(15);
            assertThat(passes(10, "127.9.0.2", i -> "/thing" + i))
                    .as("different ones up to eight, three of them before")
                    .isEqualTo(8);
            assertThat(passes(20, "127.9.0.5", i -> "/all"))
                    .as("of six for everybody, after two before")
                    .isEqualTo(4);
            assertThat(passes(10, "127.9.0.4", i -> "/later"))
                    .as("of five, after three before")
                    .isEqualTo(2);
            next.close();
        }
    }

    /** How many of the requests pass. */
    private int passes(int count, String address, IntFunction<String> path) throws IOException {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            passed += isRefused(address, path.apply(i)) ? 0 : 1;
        }
        return passed;
    }

    /** What was counted so far is written: with the second of two that come one after the other, all before it is. */
    private void awaitCountsWritten(Path directory) throws IOException {
        for (String address : List.of("127.9.1.1", "127.9.1.2")) {
            long before = logged(directory);
            isRefused(address, "/marker");
            Await.until(START, "the counts to be written", () -> logged(directory) > before);
        }
    }

    private static long logged(Path directory) {
        try (Stream<Path> files = Files.list(directory.resolve("state"))) {
            long bytes = 0;
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".log")).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure(Path directory, SocketOrigin origin) throws IOException {
        Files.writeString(
                directory.resolve("portcullis.conf"),
                "listen = \"127.0.0.1:" + port + "\"\n"
                        + "admin.listen = \"127.0.0.1:" + adminPort + "\"\n"
                        + "access-log = off\n"
                        + "state-directory = \"" + directory.resolve("state") + "\"\n"
                        + "origin = \"" + origin.origin() + "\"\n"
                        + "admission = off\n"
                        + "bans.breaker.share = off\n" // attackers are the only clients here
                        + "rules.count { count = requests, where.path = \"/count\", over = 20, within = 1 hour,"
                        + " then = ban, for = 1 hour }\n"
                        + "rules.things { count = distinct-paths, where.path = \"/thing*\", over = 8, within = 1 hour,"
                        + " then = deny }\n"
                        + "rules.all { count = requests, per = all, where.path = \"/all\", over = 6, within = 1 hour,"
                        + " then = deny }\n");
    }

    private Program start(Path directory) {
        String file = directory.resolve("portcullis.conf").toString();
        Program process = Program.start(PortcullisProcess.command("run", "--config", file));
        Await.until(START, () -> "Portcullis to serve; it said:\n" + process.text(), () -> serves(process));
        assertThat(process.text()).doesNotContain("IN MEMORY ONLY").doesNotContain("DAMAGED");
        return process;
    }

    private boolean serves(Program process) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return !process.isRunning();
        }
    }

    /** Attackers come, each from an address of its own, and are banned at once for what they ask. */
    private void attackUntilKilled(Program process, Set<String> refused, AtomicInteger next, int millis)
            throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.execute(() -> {
                while (!over.get()) {
                    int number = next.incrementAndGet();
                    String address =
                            "127." + (1 + number / 62_500) + "." + (number / 250 % 250) + "." + (2 + number % 250);
                    try {
                        if (isRefused(address, "/.env")) {
                            refused.add(address);
                        }
                    } catch (IOException killed) {
                        // it saw no refusal
                    }
                }
            });
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        process.close(); // SIGKILL
        over.set(true);
        attackers.shutdown();
        assertThat(attackers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Whether a request gets 403. Throws IOException when it gets no answer. */
    private boolean isRefused(String address, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            if (status.length() < 12) {
                throw new IOException("no answer");
            }
            return status.endsWith("403");
        }
    }
}
