package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar with its administrator's listener on an address that others reach: this machine's own. */
@Timeout(180)
class RemoteAdminIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TOKEN = "0123456789-0123456789";
    private static final String OTHER = "another-token-of-many-letters";

    private final int port = FreePort.find();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory = Path.of("");

    @Test
    void itDemandsATokenForEverythingAndSaysSoAtTheStart() throws Exception {
        String address = ownAddress();
        assumeThat(address)
                .as("an address of this machine that is no loopback one")
                .isNotEmpty();
        String admin = address + ":" + port;
        assertThat(PortcullisProcess.cli("check", write(admin, "").toString()).text())
                .contains("can be reached from elsewhere, and there is no admin.token");
        Path file = write(admin, "admin.token = \"" + TOKEN + "\"\n");
        try (Program portcullis = Program.start(PortcullisProcess.command("run", "--config", file.toString()))) {
            portcullis.awaitLine(SOON, "the end of the start", line -> line.contains("access log"));
            assertThat(portcullis.text())
                    .contains("the administrator's listener on " + admin + " can be reached from elsewhere")
                    .doesNotContain(TOKEN);

            assertThat(get(admin, "/metrics", null).statusCode()).isEqualTo(401);
            assertThat(get(admin, "/api/v1/status", null).statusCode()).isEqualTo(401);
            assertThat(get(admin, "/healthz", null).statusCode()).isEqualTo(200);
            assertThat(get(admin, "/metrics", TOKEN).statusCode()).isEqualTo(200);

            List<HttpResponse<String>> guesses = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                guesses.add(get(admin, "/metrics", "wrong-wrong-wrong-wrong-" + i));
            }
            assertThat(guesses.get(0).statusCode()).isEqualTo(401);
            assertThat(guesses)
                    .filteredOn(guess -> guess.statusCode() == 429)
                    .isNotEmpty()
                    .allSatisfy(guess -> assertThat(guess.headers().firstValue("Retry-After"))
                            .hasValue("1"));
            Await.until(Duration.ofSeconds(5), "the right token to be heard", () -> status(admin, TOKEN) == 200);

            assertThat(PortcullisProcess.cli(
                                    "ban", "add", "198.51.100.7", "--for", "1h", "--reason", "a test", "--admin", admin)
                            .code())
                    .as("a command on this machine finds the token by itself")
                    .isZero();
            write(admin, "admin.token = \"" + OTHER + "\"\n");
            Program.Finished reload = PortcullisProcess.cli("reload", "--admin", admin);
            assertThat(reload.text()).contains("admin.token: changed").doesNotContain(OTHER);
            assertThat(status(admin, TOKEN)).isEqualTo(401);
            assertThat(status(admin, OTHER)).isEqualTo(200);
            assertThat(PortcullisProcess.cli("ban", "list", "--admin", admin).text())
                    .contains("198.51.100.7");

            write(admin, "");
            assertThat(PortcullisProcess.cli("reload", "--admin", admin).text()).contains("there is no admin.token");
            assertThat(status(admin, OTHER)).isEqualTo(200);
        }
    }

    private Path write(String admin, String more) throws IOException {
        Path file = directory.resolve("portcullis.conf");
        return Files.writeString(
                file,
                "origin = \"http://127.0.0.1:" + FreePort.find() + "\"\nlisten = \"127.0.0.1:0\"\nadmin.listen = \""
                        + admin + "\"\nstate-directory = \"" + directory.resolve("state") + "\"\n" + more);
    }

    private int status(String admin, String token) {
        try {
            return get(admin, "/metrics", token).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private HttpResponse<String> get(String admin, String path, @Nullable String token) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + admin + path))
                .timeout(Duration.ofSeconds(10))
                .method("GET", BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** An IPv4 address of this machine that others may reach; empty when it has none. */
    private static String ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("");
    }
}
