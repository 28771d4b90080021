package dev.portcullis.app.run;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program whole, over real sockets. */
@Timeout(60)
class PortcullisTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @RegisterExtension
    private final SmallSite origin = new SmallSite(path -> path.equals("/") ? 200 : 404);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void requestsAreServedLoggedAndMeasured() throws Exception {
        try (Portcullis program = start("")) {
            assertThat(get(program.addresses().get(0), "/").statusCode()).isEqualTo(200);
            assertThat(get(program.addresses().get(0), "/nothing").statusCode()).isEqualTo(404);

            String metrics = get(program.adminAddress(), "/metrics").body();
            assertThat(metrics)
                    .contains("portcullis_http_requests_total{site=\"-\",method=\"GET\",code=\"200\",} 1.0")
                    .contains("portcullis_http_requests_total{site=\"-\",method=\"GET\",code=\"404\",} 1.0")
                    .contains("portcullis_tracked_clients ")
                    .contains("portcullis_active_bans{origin=\"manual\",action=\"ban\",} 0.0");
            assertThat(get(program.adminAddress(), "/readyz").body()).isEqualTo("ready\n");
        }
        assertThat(accessLog())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("127.0.0.1 - - [")
                .contains("\"GET / HTTP/1.1\" 200");
    }

    @Test
    void aBanTakesEffectOnAConnectionThatIsOpen() throws Exception {
        try (Portcullis program = start("");
                Socket client = new Socket()) {
            client.bind(new InetSocketAddress("127.0.0.66", 0));
            client.connect(program.addresses().get(0));
            client.setSoTimeout(20_000);
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");

            program.operator().ban(address("127.0.0.66"), Duration.ofHours(1), "test");

            client.getInputStream().readAllBytes(); // ends because the connection is closed
            assertThat(program.operator().why(address("127.0.0.66")).refused()).isTrue();
            assertThat(get(program.adminAddress(), "/metrics").body())
                    .contains("portcullis_active_bans{origin=\"manual\",action=\"ban\",} 1.0");
        }
    }

    @Test
    void theStatusSaysWhereItListensAndWhatItDoes() throws Exception {
        try (Portcullis program = start("mode = observe")) {
            var status = program.operator().status();

            assertThat(status.policy().mode()).isEqualTo("observe");
            assertThat(status.path().listen())
                    .containsExactly(Endpoint.text(program.addresses().get(0)));
            assertThat(status.path().sites())
                    .containsExactly(new StatusReport.SiteReport(
                            "", List.of(), List.of(new StatusReport.ServerReport(origin.url(), true, 0))));
            assertThat(status.policy().rules()).isNotEmpty();
        }
    }

    @Test
    void aPortInUseIsOneClearLineAndNothingStaysOpen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = Endpoint.text((InetSocketAddress) taken.getLocalSocketAddress());

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> start("listen = \"" + listen + "\""))
                    .withMessage("can't listen on " + listen
                            + ": address already in use; \"ss -ltnp\" shows by which program");
        }
    }

    @Test
    void anAdministratorsPortInUseStopsWhatHasBegun() throws Exception {
        InetSocketAddress listen = Loopback.unusedPort();
        try (Portcullis first = start("")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Portcullis.start(
                            withAdmin(
                                    configuration("listen = \"" + Endpoint.text(listen) + "\""), first.adminAddress()),
                            Time.system()))
                    .withMessageStartingWith("can't listen on " + Endpoint.text(first.adminAddress())
                            + " for the administrator: address already in use");
            new ServerSocket(listen.getPort(), 1, listen.getAddress()).close(); // the proxy's port is free again
        }
    }

    @Test
    void anAccessLogThatCantBeWrittenIsOneClearLine() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> start("access-log = \"" + directory + "\""))
                .withMessageStartingWith("can't write the access log: ");
    }

    @Test
    void whenItIsStoppedNothingListensAnyMore() throws Exception {
        Portcullis program = start("");
        List<InetSocketAddress> listened = List.of(program.addresses().get(0), program.adminAddress());
        program.close();

        for (InetSocketAddress address : listened) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close());
        }
    }

    private Portcullis start(String hocon) throws IOException {
        return Portcullis.start(withAdmin(configuration(hocon), Loopback.ANY_PORT), Time.system());
    }

    private Configuration configuration(String hocon) {
        String text = "origin = \"" + origin.url() + "\"\n" + hocon
                + (hocon.contains("listen") ? "" : "\nlisten = \"127.0.0.1:0\"")
                + (hocon.contains("access-log") ? "" : "\naccess-log = \"" + directory.resolve("access.log") + "\"");
        return ConfigurationReader.parse("test", text, new ManualTime()).value().orElseThrow();
    }

    private static Configuration withAdmin(Configuration configuration, InetSocketAddress listen) {
        return new Configuration(
                configuration.proxy(),
                configuration.policy(),
                configuration.admission(),
                new Configuration.AdminSettings(listen),
                configuration.accessLog());
    }

    private HttpResponse<String> get(InetSocketAddress address, String path) throws Exception {
        URI uri = URI.create("http://" + Endpoint.text(address) + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private List<String> accessLog() throws IOException {
        return Files.readAllLines(directory.resolve("access.log"));
    }
}
