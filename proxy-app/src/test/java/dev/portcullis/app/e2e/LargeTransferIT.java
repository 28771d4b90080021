package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies much larger than the program's memory. */
@Timeout(240)
class LargeTransferIT {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 2048;
    private static final int SIZE_FOR_PHP = 256;
    private static final int WARM_UP = 256;
    private static final int BLOCK = 1 << 16;
    private static final int MAX_GROWTH = 16 * MIB;
    private static final Duration SLOW = Duration.ofSeconds(3);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n");

    @Test
    void aDownloadWaitsForASlowReaderInPhpAndNotInMemory() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            visitor.ask("GET", "/download.php?mib=" + WARM_UP).body().transferTo(OutputStream.nullOutputStream());
            visitor.endConnection();
            long before = portcullis.residentBytes();
            visitor.connect(BLOCK);

            Answer answer = visitor.ask("GET", "/download.php?mib=" + SIZE);
            MessageDigest received = sha1();
            long most = readSlowly(answer.body(), received);
            most = Math.max(most, readOn(answer.body(), received));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(hex(received)).isEqualTo(hex(sha1OfDownload(SIZE)));
            assertThat(most - before).as("growth of memory in bytes").isLessThan(MAX_GROWTH);
        }
    }

    @Test
    void anUploadIsPassedOnAsItComes() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            upload(visitor, SIZE_FOR_PHP);
        }
    }

    @Test
    void anUploadInChunksIsPassedOnAsItComes() throws IOException {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            OutputStream out = visitor.send("POST", "/upload.php", "Transfer-Encoding: chunked");
            out.write("5\r\nhello\r\n6\r\n, PHP!\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(visitor.receive("POST").text()).contains("\"size\":11");
        }
    }

    private static void upload(Visitor visitor, int mib) throws Exception {
        MessageDigest sent = sha1();
        OutputStream out = visitor.send(
                "PUT", "/upload.php", "Content-Type: application/octet-stream", "Content-Length: " + (long) mib * MIB);
        writeDownload(new DigestOutputStream(out, sent), mib);

        assertThat(Json.object(visitor.receive("PUT").text()))
                .containsEntry("size", (long) mib * MIB)
                .containsEntry("sha1", hex(sent));
    }

    /** Takes a block now and then, for a while; returns the most memory seen. */
    private long readSlowly(InputStream body, MessageDigest digest) throws Exception {
        byte[] block = new byte[BLOCK];
        long most = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < SLOW.toNanos(); ) {
            digest.update(block, 0, body.read(block));
            most = Math.max(most, portcullis.residentBytes());
            Await.pass(Duration.ofMillis(20)); // this is what makes the reader slow
        }
        return most;
    }

    private long readOn(InputStream body, MessageDigest digest) throws IOException {
        byte[] block = new byte[MIB];
        long most = 0;
        long reads = 0;
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            digest.update(block, 0, count);
            if (reads++ % 500 == 0) {
                most = Math.max(most, portcullis.residentBytes());
            }
        }
        return most;
    }

    /** What download.php sends. */
    private static void writeDownload(OutputStream out, int mib) throws Exception {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        for (int i = 0; i < mib * (MIB / BLOCK); i++) {
            byte[] number = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
            String block = HexFormat.of().formatHex(md5.digest(number)).repeat(BLOCK / 32);
            out.write(block.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static MessageDigest sha1OfDownload(int mib) throws Exception {
        MessageDigest digest = sha1();
        writeDownload(new DigestOutputStream(OutputStream.nullOutputStream(), digest), mib);
        return digest;
    }

    private static MessageDigest sha1() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-1");
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
