package dev.portcullis.app.run;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program whole, while its configuration changes. */
@Timeout(60)
class LiveReloadTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @RegisterExtension
    private final SmallSite origin = new SmallSite();

    private volatile String file = "";
    private volatile Runnable whileReading = () -> {};

    @TempDir
    private Path directory = Path.of("");

    @Test
    void rulesAndListsChangeWhileBansStay() throws Exception {
        try (Portcullis program = start("")) {
            program.operator().ban(address("192.0.2.66"), Duration.ofHours(1), "test");
            program.operator().ban(address("192.0.2.67"), Duration.ofHours(1), "test");
            file = base() + "allow = \"192.0.2.67\", rules.mine { where { path = \"/mine\" }, then = deny }";

            assertThat(reload(program))
                    .isEqualTo(new Done(List.of("allow: now also 192.0.2.67", "rule mine: new"), List.of()));
            assertThat(get(program.addresses().get(0), "/mine")).isEqualTo(403);
            assertThat(get(program.addresses().get(0), "/other")).isEqualTo(200);
            assertThat(program.operator().why(address("192.0.2.66")).refused()).isTrue();
            assertThat(program.operator().why(address("192.0.2.67")).refused()).isFalse();
            assertThat(program.operator().metrics())
                    .contains("portcullis_decisions_total{rule=\"mine\",action=\"deny\",} 1.0")
                    .contains("portcullis_config_last_reload_successful 1.0");
        }
    }

    @Test
    void aListenerIsAddedAndAnotherClosed() throws Exception {
        InetSocketAddress added = Loopback.unusedPort();
        try (Portcullis program = start("")) {
            InetSocketAddress first = program.addresses().get(0);
            file = base().replace("listen = \"127.0.0.1:0\"", "listen = \"" + Endpoint.text(added) + "\"");

            assertThat(reload(program)).isInstanceOf(Done.class);
            assertThat(get(added, "/")).isEqualTo(200);
            assertThat(program.addresses()).containsExactly(added);
            new ServerSocket(first.getPort(), 1, first.getAddress()).close(); // free again
        }
    }

    @Test
    void bansAreLoggedInAFileThatIsOpenedAgainWhenAsked() throws Exception {
        Path log = directory.resolve("bans.log");
        Path renamed = directory.resolve("bans.log.1");
        try (Portcullis program = start("ban-log = \"" + log + "\"")) {
            Files.move(log, renamed);
            program.reopenLogs();
            program.operator().ban(address("192.0.2.66"), Duration.ofHours(1), "test");
            program.operator().lift(address("192.0.2.66"));
        }

        assertThat(Files.readAllLines(renamed)).isEmpty();
        assertThat(Files.readAllLines(log))
                .hasSize(2)
                .satisfies(
                        lines -> assertThat(lines.get(0)).contains("\"event\":\"banned\",\"subject\":\"192.0.2.66\""))
                .satisfies(lines -> assertThat(lines.get(1)).contains("\"event\":\"lifted\""));
    }

    @Test
    void aFileWithMistakesChangesNothingAndSaysWhy() throws Exception {
        try (Portcullis program = start("mode = observe")) {
            Configuration before = program.configuration();
            file = base() + "mode = enforced";

            assertThat(reload(program)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains("mode: unknown word \"enforced\"; did you mean \"enforce\"?"));
            assertThat(program.configuration()).isSameAs(before);
            assertThat(program.operator().metrics()).contains("portcullis_config_last_reload_successful 0.0");
            assertThat(program.operator().status().configuration().lastReloadSuccessful())
                    .isFalse();
        }
    }

    @Test
    void aListenerThatCantBeOpenedLeavesEverythingAsItWas() throws Exception {
        try (Portcullis program = start("");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Configuration before = program.configuration();
            InetSocketAddress free = Loopback.unusedPort();
            file = base().replace(
                                    "listen = \"127.0.0.1:0\"",
                                    "listen = [\"127.0.0.1:0\", \"" + Endpoint.text(free) + "\", \"127.0.0.1:"
                                            + taken.getLocalPort() + "\"]")
                    + "mode = observe";

            assertThat(reload(program)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                    .containsExactly("can't listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": address already in use; \"ss -ltnp\" shows by which program"));
            assertThat(program.configuration()).isSameAs(before);
            assertThat(program.addresses()).hasSize(1);
            assertThat(program.operator().status().policy().mode()).isEqualTo("enforce");
            assertThat(get(program.addresses().get(0), "/")).isEqualTo(200);
            new ServerSocket(free.getPort(), 1, free.getAddress()).close(); // not held
        }
    }

    @Test
    void anAccessLogThatCantBeOpenedLeavesEverythingAsItWas() throws Exception {
        try (Portcullis program = start("")) {
            Configuration before = program.configuration();
            file = base().replace("access.log", "") + "mode = observe";

            assertThat(reload(program)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .startsWith("can't write the access log: "));
            assertThat(program.configuration()).isSameAs(before);
        }
    }

    @Test
    void theAccessLogIsOpenedAgainSoThatItCanBeRotated() throws Exception {
        Path current = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        try (Portcullis program = start("")) {
            get(program.addresses().get(0), "/old");
            Files.move(current, rotated);
            file = base();
            assertThat(reload(program)).isEqualTo(new Done(List.of(), List.of()));
            get(program.addresses().get(0), "/new");
        }

        assertThat(Files.readString(rotated)).contains("/old");
        assertThat(Files.readString(rotated) + Files.readString(current)).contains("/new");
    }

    @Test
    void whatOnlyARestartChangesIsSaidAndStays() throws Exception {
        try (Portcullis program = start("")) {
            Configuration before = program.configuration();
            file = base() + "transport = nio, event-loops = 7, admin.listen = \"127.0.0.1:9955\", ban-reply = drop";

            assertThat(reload(program))
                    .isEqualTo(new Done(
                            List.of("ban-reply: changed"),
                            List.of(
                                    "transport: takes effect after a restart only",
                                    "event-loops: takes effect after a restart only",
                                    "admin.listen: takes effect after a restart only; until then it is "
                                            + Endpoint.text(before.admin().listen()))));
            assertThat(program.configuration().admin()).isEqualTo(before.admin());
            assertThat(program.configuration().proxy().loops())
                    .isEqualTo(before.proxy().loops());
        }
    }

    @Test
    void whileItReadsTheAdministratorIsAnsweredAndWhoeverAsksMeanwhileSharesTheNext() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        try (Portcullis program = start("")) {
            file = base();
            whileReading = () -> {
                reads.incrementAndGet();
                reading.countDown();
                await(go);
            };
            CompletableFuture<ReloadReport> first = program.operator().reload();
            await(reading);
            CompletableFuture<ReloadReport> second = program.operator().reload();
            CompletableFuture<ReloadReport> third = program.operator().reload();

            assertThat(get(program.adminAddress(), "/metrics")).isEqualTo(200);
            assertThat(get(program.addresses().get(0), "/")).isEqualTo(200);
            assertThat(first).isNotDone();
            go.countDown();
            assertThat(first.get()).isInstanceOf(Done.class);
            assertThat(second.get()).isInstanceOf(Done.class);
            assertThat(third).isSameAs(second);
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void aFaultWhileReadingIsARefusal() throws Exception {
        try (Portcullis program = start("")) {
            file = base();
            whileReading = () -> {
                throw new IllegalStateException("broken");
            };

            assertThat(reload(program)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .contains("a fault of the program"));
            whileReading = () -> {};
            assertThat(reload(program)).isInstanceOf(Done.class);
        }
    }

    @Test
    void aProgramThatHasStoppedReloadsNothing() throws Exception {
        Portcullis program = start("");
        program.close();

        assertThat(reload(program)).isEqualTo(new Refused(List.of("the program is stopping")));
    }

    private Portcullis start(String hocon) throws IOException {
        Configuration read = read(base() + hocon);
        Configuration configuration = new Configuration(
                read.proxy(),
                read.policy(),
                read.admission(),
                new Configuration.AdminSettings(Loopback.ANY_PORT),
                read.accessLog(),
                Configuration.StateSettings.OFF,
                read.acme(),
                read.reporting());
        ConfigurationSource source = new ConfigurationSource("test", () -> {
            whileReading.run();
            String adminless = file.contains("admin.listen") ? file : file + "\nadmin.listen = \"127.0.0.1:0\"";
            return ConfigurationReader.parse("test", adminless, new ManualTime());
        });
        return Portcullis.start(configuration, source, null, Time.system());
    }

    private static Configuration read(String hocon) {
        return ConfigurationReader.parse("test", hocon, new ManualTime())
                .value()
                .orElseThrow();
    }

    private String base() {
        return "origin = \"" + origin.url() + "\"\nlisten = \"127.0.0.1:0\"\naccess-log = \""
                + directory.resolve("access.log") + "\"\n";
    }

    private static ReloadReport reload(Portcullis program) throws Exception {
        return program.operator().reload().get(30, TimeUnit.SECONDS);
    }

    private int get(InetSocketAddress address, String path) throws Exception {
        URI uri = URI.create("http://" + Endpoint.text(address) + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
