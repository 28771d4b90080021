package dev.portcullis.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.report.ReportJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against what may listen in Portcullis' place: it wants to be given files. */
@Timeout(60)
class AdminClientTest {

    private static final String TOKEN = "0123456789-0123456789";

    private final HttpServer listener = listener();
    private final AdminClient client =
            new AdminClient("127.0.0.1:" + listener.getAddress().getPort());
    private final List<String> given = new CopyOnWriteArrayList<>();
    private volatile String names = "";
    private volatile String error = "a token is wanted";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void start() {
        listener.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            boolean has = authorization != null;
            if (authorization != null) {
                given.add(authorization);
            }
            byte[] body = (has
                            ? "{}"
                            : ReportJson.object(json -> {
                                json.writeStringField("error", error);
                                json.writeStringField("tokenFile", names);
                            }))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(has ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    @Test
    void aTokenFileThatLooksLikeOneIsRead() throws Exception {
        names = file("admin.token", TOKEN + "\n").toString();

        assertThat(client.post("/x", "{}")).isEqualTo("{}");
        assertThat(given).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void aFileOfAnotherNameIsNotRead() throws Exception {
        names = file("shadow", TOKEN).toString();

        refuses("is no file of the administrator's token");
    }

    @Test
    void aLinkToAFileIsNotFollowed() throws Exception {
        names = Files.createSymbolicLink(directory.resolve("admin.token"), file("other", TOKEN))
                .toString();

        refuses("is no file of the administrator's token");
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotSent() throws Exception {
        names = file("admin.token", "root:x:0:0:root:/root:/bin/bash\n").toString();

        refuses("holds no token");
    }

    @Test
    void aHugeFileIsNotRead() throws Exception {
        names = file("admin.token", "0".repeat(10_000)).toString();

        refuses("holds no token");
    }

    @Test
    void aNameThatIsNoPathIsNotRead() {
        names = "/tmp/\u0000/admin.token";

        refuses("can't be read");
    }

    @Test
    void aNameThatCommandsTheTerminalIsShownHarmless() {
        names = "/tmp/\u001b[2J/passwd";

        refuses("\\x1b[2J");
    }

    @Test
    void anErrorThatCommandsTheTerminalIsShownHarmless() {
        error = "\u001b[2Jyou have been hacked\r\n";
        AdminClient withToken = new AdminClient(client.endpoint());
        names = "";
        listener.removeContext("/");
        listener.createContext("/", exchange -> {
            byte[] body = ReportJson.error(error).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });

        assertThatThrownBy(() -> withToken.get("/x"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("\\x1b[2Jyou have been hacked\\x0d\\x0a");
    }

    @Test
    void aFileThatMayNotBeReadIsToldWithWhatHelps() throws Exception {
        Path file = file("admin.token", TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();
        names = file.toString();

        refuses("try with sudo");
    }

    private void refuses(String why) {
        assertThatThrownBy(() -> client.post("/x", "{}"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(why);
        assertThat(given).as("what it was given").isEmpty();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static HttpServer listener() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
