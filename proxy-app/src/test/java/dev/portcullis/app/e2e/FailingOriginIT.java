package dev.portcullis.app.e2e;

import static dev.portcullis.app.e2e.SocketOrigin.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a visitor sees when the origin fails, and what the origin sees when a visitor leaves. */
@Timeout(120)
class FailingOriginIT {

    private final SocketOrigin origin = new SocketOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(
            () -> "origin = \"" + origin.origin() + "\"\n" + "timeouts { response = 4 seconds }\n");

    @AfterEach
    void stopOrigin() throws IOException {
        origin.close();
    }

    @Test
    void aVisitorWhoLeavesTakesTheirRequestAlong() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        origin.answersWith(connection -> {
            asked.countDown();
            try {
                if (connection.getInputStream().read() < 0) {
                    abandoned.countDown();
                }
            } catch (IOException reset) {
                abandoned.countDown();
            }
        });
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            visitor.send("GET", "/");
            assertThat(asked.await(10, TimeUnit.SECONDS)).as("asked").isTrue();
            visitor.endConnection();

            // Well before the origin's silence would end it.
            assertThat(abandoned.await(2, TimeUnit.SECONDS)).as("abandoned").isTrue();
        }
    }

    @Test
    void aSilentOriginGets504() throws IOException {
        origin.answersWith(connection -> connection.getInputStream().read());
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            Visitor.Page page = visitor.get("/");

            assertThat(page.status()).isEqualTo(504);
            assertThat(page.text()).contains("<title>");
        }
    }

    @Test
    void nonsenseFromTheOriginGets502() throws IOException {
        origin.answersWith(connection -> send(connection, "SSH-2.0-OpenSSH_9.2p1\r\n\r\n"));
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            assertThat(visitor.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void anOriginThatClosesWithoutAnAnswerGets502() throws IOException {
        origin.answersWith(connection -> connection.close());
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            assertThat(visitor.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aResponseOfKnownLengthThatBreaksOffIsSeenToBreakOff() throws IOException {
        origin.answersWith(connection -> {
            send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
            connection.close();
        });
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            Answer answer = visitor.ask("GET", "/");

            assertThat(answer.status()).isEqualTo(200);
            assertThatThrownBy(answer::text).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aChunkedResponseThatBreaksOffIsSeenToBreakOff() throws IOException {
        origin.answersWith(connection -> {
            send(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n");
            connection.close();
        });
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            Answer answer = visitor.ask("GET", "/");

            assertThat(answer.status()).isEqualTo(200);
            assertThatThrownBy(answer::text).isInstanceOf(IOException.class);
        }
    }
}
