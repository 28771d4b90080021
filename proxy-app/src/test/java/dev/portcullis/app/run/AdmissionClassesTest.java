package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In which order the program whole lets those in who wait, by what is known of them. */
@Timeout(60)
class AdmissionClassesTest {

    private static final String LOOPBACK = "127.0.0.1";

    private final List<String> served = new CopyOnWriteArrayList<>();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpServer origin = server();

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void startOrigin() {
        origin.createContext("/", this::answer);
        origin.setExecutor(threads);
        origin.start();
    }

    @AfterEach
    void stopOrigin() throws IOException {
        free.countDown();
        for (Socket socket : open) {
            socket.close();
        }
        origin.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/sign-in")) {
            exchange.getResponseHeaders().add("Set-Cookie", "wordpress_logged_in_1=ann; Path=/");
        } else if (path.equals("/busy")) {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            served.add(path);
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Test
    void theAllowedGoBeforeTheSignedInThenCrawlersThenStrangersThenTheSuspected() throws Exception {
        Path ranges = Files.writeString(
                directory.resolve("ranges.json"), "{\"prefixes\": [{\"ipv4Prefix\": \"127.0.0.4/32\"}]}");
        try (Portcullis program = start("""
                allow = ["127.0.0.2"]
                admission { limit = 1, reserved = 0, lower-classes = 0%% }
                crawlers { names = off, googlebot { ranges = ["%s"] } }
                rules.watched { where { path = "/suspected" }, then = observe }
                default-rules = off
                """.formatted(ranges))) {
            assertThat(status(ask(program, LOOPBACK, "/sign-in", ""))).isEqualTo(200);
            Socket first = ask(program, LOOPBACK, "/busy", "");
            busy.await();

            List<Socket> waiting = List.of(
                    ask(program, "127.0.0.6", "/suspected", ""),
                    waited(program, 1, ask(program, "127.0.0.5", "/stranger", "Cookie: wordpress_logged_in_1=eve\r\n")),
                    waited(program, 2, ask(program, "127.0.0.4", "/crawler", "User-Agent: Googlebot/2.1\r\n")),
                    waited(
                            program,
                            3,
                            ask(program, "127.0.0.3", "/signed-in", "Cookie: wordpress_logged_in_1=ann\r\n")),
                    waited(program, 4, ask(program, "127.0.0.2", "/allowed", "")));
            waitFor(program, 5);
            free.countDown();

            assertThat(status(first)).isEqualTo(200);
            for (Socket socket : waiting) {
                assertThat(status(socket)).isEqualTo(200);
            }
            assertThat(served).containsExactly("/allowed", "/signed-in", "/crawler", "/stranger", "/suspected");
            assertThat(program.operator().metrics())
                    .contains("portcullis_admission_admitted_total{class=\"allowed\",} 1.0")
                    .contains("portcullis_admission_admitted_total{class=\"session\",} 1.0")
                    .contains("portcullis_admission_admitted_total{class=\"crawler\",} 1.0")
                    .contains("portcullis_admission_admitted_total{class=\"suspected\",} 1.0");
        }
    }

    /** The order of the requests is that of this test: each comes when those before it wait. */
    private static Socket waited(Portcullis program, int before, Socket socket) {
        waitFor(program, before + 1);
        return socket;
    }

    private static void waitFor(Portcullis program, int waiting) {
        while (program.operator().status().path().admissions().get(0).pages().waiting() < waiting) {
            Thread.onSpinWait();
        }
    }

    private Socket ask(Portcullis program, String from, String path, String fields) throws IOException {
        InetSocketAddress address = program.addresses().get(0);
        Socket socket = new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(from), 0);
        open.add(socket);
        String request = "GET " + path + " HTTP/1.1\r\nHost: site.example\r\n" + fields + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Integer.parseInt(response.substring(9, 12));
    }

    private Portcullis start(String hocon) throws IOException {
        Configuration configuration = read(hocon);
        return Portcullis.start(
                configuration,
                new ConfigurationSource("test", () -> ConfigurationReader.parse("test", hocon, new ManualTime())),
                null,
                Time.system());
    }

    private Configuration read(String hocon) {
        return ConfigurationReader.parse(
                        "test",
                        "origin = \"http://" + Endpoint.text(origin.getAddress())
                                + "\"\nlisten = \"127.0.0.1:0\"\nadmin.listen = \"127.0.0.1:0\"\naccess-log = off\n"
                                + hocon,
                        new ManualTime())
                .value()
                .orElseThrow();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
