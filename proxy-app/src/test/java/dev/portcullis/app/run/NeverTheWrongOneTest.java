package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.rules.time.ManualTime;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who is to be spared is spared by the whole program, over real sockets; how exactly is rules' own test of the same name. */
@Timeout(60)
class NeverTheWrongOneTest {

    private static final String FLOOD =
            "rules.flood { count = requests, over = 30, within = 1 hour, then = ban, for = 1 hour }";

    private static final int VISITORS = 40;

    @TempDir
    private Path directory = Path.of("");

    @RegisterExtension
    private final SmallSite origin = new SmallSite();

    private Portcullis start(String hocon) throws IOException {
        return start(hocon, Time.system());
    }

    private Portcullis start(String hocon, Time time) throws IOException {
        String text = "origin = \"" + origin.url() + "\"\nlisten = \"127.0.0.1:0\"\n"
                + "state-directory = off\ndefault-rules = off\n" + FLOOD + "\n" + hocon + "\naccess-log = \""
                + directory.resolve("access.log") + "\"";
        Configuration read = ConfigurationReader.parse("test", text, new ManualTime())
                .value()
                .orElseThrow();
        return Portcullis.start(
                new Configuration(
                        read.proxy(),
                        read.policy(),
                        read.admission(),
                        new Configuration.AdminSettings(Loopback.ANY_PORT),
                        read.accessLog()),
                time);
    }

    /** How many of so many requests from this address get the site's answer. */
    private static int served(Portcullis program, String from, int requests, String path, String field)
            throws IOException {
        int served = 0;
        for (int i = 0; i < requests; i++) {
            try (Socket client = new Socket()) {
                client.bind(new InetSocketAddress(from, 0));
                client.connect(program.addresses().get(0));
                client.setSoTimeout(20_000);
                String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + (field.isEmpty() ? "" : field.replace("#", Integer.toString(i)) + "\r\n") + "\r\n";
                client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                served += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
            } catch (SocketException e) {
                // whoever is banned just now finds the connection closed
            }
        }
        return served;
    }

    @Test
    void aBotIsBanned() throws IOException {
        try (Portcullis program = start("")) {
            assertThat(served(program, "127.0.0.66", 40, "/", "")).isEqualTo(30);
            assertThat(program.operator().bans(10, null).bans()).hasSize(1);
        }
    }

    @Test
    void aProxyThatTheSetUpForgotIsOnlyWatchedAndTheStatusSaysWhatToSet() throws IOException {
        try (Portcullis program = start("")) {
            assertThat(served(program, "127.0.0.5", 100, "/", "X-Forwarded-For: 192.0.2.#"))
                    .isEqualTo(100);
            assertThat(program.operator().status().policy().warnings())
                    .anyMatch(warning -> warning.contains("127.0.0.5") && warning.contains("trusted-proxies"));
        }
    }

    @Test
    void throughATrustedProxyEachVisitorIsOne() throws IOException {
        try (Portcullis program = start("trusted-proxies = [\"127.0.0.5\"]")) {
            assertThat(served(program, "127.0.0.5", 100, "/", "X-Forwarded-For: 192.0.2.#"))
                    .isEqualTo(100);
            assertThat(served(program, "127.0.0.5", 40, "/", "X-Forwarded-For: 198.51.100.1"))
                    .isEqualTo(30);
            assertThat(program.operator().bans(10, null).bans())
                    .singleElement()
                    .extracting(ban -> ban.subject().toString())
                    .isEqualTo("198.51.100.1");
        }
    }

    @Test
    void whoTheSiteTreatsAsItsAdministratorIsSpared() throws IOException {
        try (Portcullis program = start("learn-admins { paths = [\"/wp-admin/*\"], for = 14 days }")) {
            assertThat(served(program, "127.0.0.6", 1, "/wp-admin/index.php", ""))
                    .isEqualTo(1);
            assertThat(served(program, "127.0.0.6", 100, "/", "")).isEqualTo(100);
            assertThat(served(program, "127.0.0.7", 100, "/", "")).isEqualTo(30);
        }
    }

    @Test
    void aRuleThatIsAboutToBanTheVisitorsIsStopped() throws IOException {
        AtomicLong later = new AtomicLong();
        Time time = new Time(() -> System.nanoTime() + later.get(), WallClock.system());
        String slip = "rules.slip { where { path = \"/new\" }, then = ban, for = 1 hour }\n"
                + "bans { breaker { share = 30%, least = 5 } }";
        try (Portcullis program = start(slip, time)) {
            assertThat(visitors(program, "/")).isEqualTo(VISITORS);
            later.addAndGet(Duration.ofSeconds(150).toNanos());
            assertThat(visitors(program, "/")).as("they are known by now").isEqualTo(VISITORS);

            int served = visitors(program, "/new");
            long banned = program.operator().bans(100, null).bans().stream()
                    .filter(ban -> !ban.observed())
                    .count();
            assertThat(banned).as("some, before it was noticed").isBetween(5L, VISITORS / 2L);
            assertThat(served).as("all others got their page").isEqualTo((int) (VISITORS - banned));
            assertThat(program.operator().status().policy().warnings()).anyMatch(warning -> warning.contains("slip"));
        }
    }

    /** How many of the visitors, each of whom asks once, get the site's answer. */
    private static int visitors(Portcullis program, String path) throws IOException {
        int served = 0;
        for (int i = 0; i < VISITORS; i++) {
            served += served(program, "127.0.1." + (1 + i), 1, path, "");
        }
        return served;
    }

    @Test
    void thisMachineIsNeverBanned() throws IOException {
        try (Portcullis program = start("")) {
            assertThat(served(program, "127.0.0.1", 100, "/", "")).isEqualTo(100);
            assertThat(program.operator().bans(10, null).bans()).isEmpty();
        }
    }
}
