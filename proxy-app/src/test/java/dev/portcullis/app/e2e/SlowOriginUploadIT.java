package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A body much larger than the program's memory, for an origin that takes it slowly at first, and in bursts. */
@Timeout(240)
class SlowOriginUploadIT {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 2048;
    private static final int WARM_UP = 256;
    private static final int MAX_GROWTH = 16 * MIB;
    private static final int BLOCK = 1 << 16;
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int BURST = 256 * MIB;

    private final SocketOrigin origin = new SocketOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + origin.origin() + "\"\n");

    @AfterEach
    void stopOrigin() throws IOException {
        origin.close();
    }

    @Test
    void twoGigabytesWaitAtTheClientAndNotInMemory() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            upload(visitor, WARM_UP);
            long before = portcullis.residentBytes();

            long most = upload(visitor, SIZE);

            System.out.println("an upload of " + SIZE + " MiB: memory grew by " + (most - before) / 1024 + " KiB");
            assertThat(most - before).as("growth of memory in bytes").isLessThan(MAX_GROWTH);
        }
    }

    /** Sends a body; returns the most memory seen meanwhile. */
    private long upload(Visitor visitor, int mib) throws IOException {
        origin.answersWith(connection -> take(connection, (long) mib * MIB));
        byte[] block = new byte[MIB];
        OutputStream out = visitor.send("PUT", "/", "Content-Length: " + (long) mib * MIB);
        long most = 0;
        for (int i = 0; i < mib; i++) {
            out.write(block);
            if (i % 8 == 0) {
                most = Math.max(most, portcullis.residentBytes());
            }
        }
        Answer answer = visitor.receive("PUT");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo((long) mib * MIB + "");
        return Math.max(most, portcullis.residentBytes());
    }

    private static void take(Socket connection, long length) throws IOException {
        InputStream in = connection.getInputStream();
        byte[] block = new byte[BLOCK];
        long start = System.nanoTime();
        long taken = 0;
        long burst = 0;
        while (taken < length) {
            int count = in.read(block, 0, (int) Math.min(BLOCK, length - taken));
            if (count < 0) {
                return;
            }
            taken += count;
            burst += count;
            if (System.nanoTime() - start < SLOW.toNanos() || burst >= BURST) {
                burst = 0;
                Await.pass(Duration.ofMillis(20)); // this is what makes the origin slow
            }
        }
        String text = Long.toString(taken);
        SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }
}
