package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.run.OriginProbe.Question;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OriginProbeTest {

    private static final Duration AT_MOST = Duration.ofSeconds(10);

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
        InetSocketAddress silent = (InetSocketAddress) origin.getLocalSocketAddress();
        OriginProbe.Result result = ask(
                new Question(silent, "x", ProxyProtocol.OFF),
                Duration.ofMillis(300)); // the system accepts the connection, nobody answers

        assertThat(result).isEqualTo(new OriginProbe.Result(false, "is silent"));
    }

    @Test
    void aNameThatNobodyKnowsIsTold() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("php.invalid", 80);

        assertThat(ask(nowhere)).isEqualTo(new OriginProbe.Result(false, "its name can't be resolved"));
    }

    @Test
    void aServerThatWantsAProxyProtocolHeaderGetsOne() throws Exception {
        CompletableFuture<String> request = serve("HTTP/1.1 200 OK\r\n\r\n");
        Question question = new Question(origin.getLocalSocketAddress(), "shop.example", ProxyProtocol.V1);

        assertThat(ask(question, AT_MOST).answers()).isTrue();
        assertThat(request.get()).startsWith("PROXY UNKNOWN\r\nHEAD / HTTP/1.1\r\nHost: shop.example\r\n");
    }

    @Test
    void aServerOnAUnixSocketIsAskedToo(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(directory.resolve("site.sock"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(socket);
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> {
                try (SocketChannel connection = listener.accept()) {
                    connection.read(ByteBuffer.allocate(4096));
                    connection.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertThat(ask(socket)).isEqualTo(new OriginProbe.Result(true, "answers 200 after 0 ms"));
            answer.get();
        }
    }

    private OriginProbe.Result ask() {
        return ask(origin.getLocalSocketAddress());
    }

    private static OriginProbe.Result ask(SocketAddress server) {
        String host = server instanceof InetSocketAddress internet ? Endpoint.text(internet) : "localhost";
        return ask(new Question(server, host, ProxyProtocol.OFF), AT_MOST);
    }

    private static OriginProbe.Result ask(Question question, Duration atMost) {
        OriginProbe probe = new OriginProbe(question, new ManualTime());
        return Objects.requireNonNull(
                OriginProbes.ask(Map.of(question.server(), probe), atMost).get(question.server()));
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
