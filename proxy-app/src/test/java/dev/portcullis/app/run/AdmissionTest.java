package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program whole, in front of an origin that is busy. */
@Timeout(60)
class AdmissionTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answering = new CountDownLatch(1);
    private final HttpServer origin = server();
    private volatile String reloaded = "";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void startOrigin() {
        origin.createContext("/", exchange -> {
            asked.countDown();
            try {
                answering.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        origin.start();
    }

    @AfterEach
    void stopOrigin() {
        answering.countDown();
        origin.stop(0);
    }

    /** A request that the origin has, and one that waits behind it. */
    private record Busy(
            CompletableFuture<HttpResponse<String>> first, CompletableFuture<HttpResponse<String>> second) {}

    private Busy busy(Portcullis program) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first = ask(program.addresses().get(0), "/first");
        asked.await();
        CompletableFuture<HttpResponse<String>> second = ask(program.addresses().get(0), "/second");
        while (pages(program).waiting() == 0) {
            Thread.onSpinWait();
        }
        return new Busy(first, second);
    }

    @Test
    void oneIsServedTheNextWaitsAndTheLastIsTurnedAway() throws Exception {
        try (Portcullis program = start("admission { limit = 1, reserved = 0, queue = 1 }")) {
            Busy busy = busy(program);
            assertThat(pages(program)).isEqualTo(new StatusReport.LaneState(1, 1, 1));

            HttpResponse<String> third =
                    ask(program.addresses().get(0), "/third").join();

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(busy.second).isNotDone();
            assertThat(program.operator().metrics())
                    .contains("portcullis_admission_limit{site=\"-\",lane=\"pages\",} 1.0")
                    .contains("portcullis_admission_in_flight{site=\"-\",lane=\"pages\",} 1.0")
                    .contains("portcullis_admission_waiting{site=\"-\",lane=\"pages\",} 1.0")
                    .contains("portcullis_admission_shed_total{reason=\"queue-full\",} 1.0");

            answering.countDown();

            assertThat(busy.first.join().statusCode()).isEqualTo(200);
            assertThat(busy.second.join().statusCode()).isEqualTo(200);
            assertThat(program.operator().metrics())
                    .contains("portcullis_admission_admitted_total{class=\"unknown\",} 2.0")
                    .contains("portcullis_admission_wait_seconds_count{class=\"unknown\",} 2.0");
            assertThat(ask(program.adminAddress(), "/api/v1/spenders").join().body())
                    .contains("\"client\" : \"127.0.0.1\"");
        }
        assertThat(line("/first")).contains(" wait=0.000 ").contains("ending=served");
        assertThat(line("/second")).doesNotContain(" wait=0.000 ").contains(" wait=", "ending=served");
        assertThat(line("/third")).contains("\" 503 ").contains("ending=shed");
    }

    @Test
    void whoWaitsWhenTheSettingsChangeIsServedAsWell() throws Exception {
        try (Portcullis program = start("admission { limit = 1, reserved = 0 }")) {
            Busy busy = busy(program);
            reloaded = "admission { limit = 2, reserved = 0 }";

            assertThat(program.operator().reload().join())
                    .isEqualTo(new ReloadReport.Done(List.of("admission: changed"), List.of()));

            assertThat(pages(program)).isEqualTo(new StatusReport.LaneState(2, 0, 0));
            CompletableFuture<HttpResponse<String>> third =
                    ask(program.addresses().get(0), "/third");
            while (pages(program).inFlight() == 0) {
                Thread.onSpinWait();
            }
            answering.countDown();

            assertThat(busy.first.join().statusCode()).isEqualTo(200);
            assertThat(busy.second.join().statusCode()).isEqualTo(200);
            assertThat(third.join().statusCode()).isEqualTo(200);
            assertThat(program.operator().metrics())
                    .contains("portcullis_admission_admitted_total{class=\"unknown\",} 3.0");
        }
    }

    @Test
    void switchedOffNobodyWaits() throws Exception {
        try (Portcullis program = start("admission = off")) {
            CompletableFuture<HttpResponse<String>> first =
                    ask(program.addresses().get(0), "/first");
            CompletableFuture<HttpResponse<String>> second =
                    ask(program.addresses().get(0), "/second");
            while (pages(program).inFlight() < 2) {
                Thread.onSpinWait();
            }
            assertThat(pages(program)).isEqualTo(new StatusReport.LaneState(null, 2, 0));

            answering.countDown();

            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(second.join().statusCode()).isEqualTo(200);
        }
    }

    private static StatusReport.LaneState pages(Portcullis program) {
        return program.operator().status().path().admissions().get(0).pages();
    }

    private String line(String path) throws IOException {
        return Files.readAllLines(directory.resolve("access.log")).stream()
                .filter(line -> line.contains("GET " + path + " "))
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<HttpResponse<String>> ask(InetSocketAddress address, String path) {
        URI uri = URI.create("http://" + Endpoint.text(address) + path);
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private Portcullis start(String hocon) throws IOException {
        Configuration read = read(hocon).value().orElseThrow();
        return Portcullis.start(
                new Configuration(
                        read.proxy(),
                        read.policy(),
                        read.admission(),
                        new Configuration.AdminSettings(ANY_PORT),
                        read.accessLog()),
                new ConfigurationSource("test", () -> read(reloaded + "\nadmin.listen = \"127.0.0.1:0\"")),
                null,
                Time.system());
    }

    private Checked<Configuration> read(String hocon) {
        return ConfigurationReader.parse(
                "test",
                "origin = \"http://" + Endpoint.text(origin.getAddress())
                        + "\"\nlisten = \"127.0.0.1:0\"\naccess-log = \"" + directory.resolve("access.log") + "\"\n"
                        + hocon,
                new ManualTime());
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(ANY_PORT, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
