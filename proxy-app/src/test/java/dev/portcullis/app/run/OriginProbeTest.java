package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OriginProbeTest {

    private ServerSocket origin = unbound();

    @BeforeEach
    void listen() throws IOException {
        origin = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        origin.close();
    }

    @Test
    void anOriginThatAnswersIsToldWithItsStatus() throws Exception {
        CompletableFuture<String> request = serve("HTTP/1.1 301 Moved Permanently\r\nLocation: /x\r\n\r\n");

        assertThat(ask()).isEqualTo(new OriginProbe.Result(true, "answers 301 after 0 ms"));
        assertThat(request.get())
                .startsWith("HEAD / HTTP/1.1\r\nHost: 127.0.0.1:" + origin.getLocalPort() + "\r\n")
                .contains("\r\nConnection: close\r\n");
    }

    @Test
    void whatSpeaksSomethingElseIsToldWithoutObeyingIt() {
        serve("SSH-2.0-OpenSSH\u001b[2J\r\n");

        assertThat(ask()).isEqualTo(new OriginProbe.Result(false, "does not speak HTTP: SSH-2.0-OpenSSH\\x1b[2J"));
    }

    @Test
    void anOriginThatHangsUpIsTold() {
        serve("");

        assertThat(ask().answers()).isFalse();
    }

    @Test
    void anOriginThatIsDownIsTold() throws IOException {
        origin.close();

        OriginProbe.Result result = ask();
        assertThat(result.answers()).isFalse();
        assertThat(result.text()).isEqualTo("does not answer: Connection refused");
    }

    @Test
    void anOriginThatIsSilentIsNotWaitedForLong() {
        OriginProbe.Result result = ask(); // the system accepts the connection, nobody answers

        assertThat(result).isEqualTo(new OriginProbe.Result(false, "is silent"));
    }

    @Test
    void aNameThatNobodyKnowsIsTold() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("php.invalid", 80);

        assertThat(OriginProbe.ask(nowhere, new ManualTime()))
                .isEqualTo(new OriginProbe.Result(false, "its name can't be resolved"));
    }

    private OriginProbe.Result ask() {
        return OriginProbe.ask((InetSocketAddress) origin.getLocalSocketAddress(), new ManualTime());
    }

    /** Answers one request with {@code answer}; gives back what was asked. */
    private CompletableFuture<String> serve(String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = origin.accept()) {
                byte[] request = new byte[4096];
                int length = socket.getInputStream().read(request);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                return new String(request, 0, length, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static ServerSocket unbound() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
