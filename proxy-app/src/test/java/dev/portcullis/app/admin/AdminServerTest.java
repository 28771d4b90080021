package dev.portcullis.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdminServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void itAnswersUntilItIsClosed() throws Exception {
        AdminServer server =
                AdminServer.start(ANY_PORT, new FakeOperator(), () -> new Access("x", null, true), new ManualTime());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics"))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .isEqualTo("portcullis_build_info 1\n");

        server.close();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new Socket(
                        server.address().getAddress(), server.address().getPort())
                .close());
    }

    @Test
    void aPortInUseIsTheSystemsOwnException() throws Exception {
        try (AdminServer first =
                AdminServer.start(ANY_PORT, new FakeOperator(), () -> new Access("x", null, true), new ManualTime())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> AdminServer.start(
                            first.address(), new FakeOperator(), () -> new Access("x", null, true), new ManualTime()))
                    .withMessageContaining("already in use");
        }
    }
}
