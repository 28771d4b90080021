package dev.portcullis.app.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AccessLogTest {

    private final ManualTime time = new ManualTime();

    @Test
    void whatWasOfferedBeforeItIsClosedIsWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(AccessLogTarget.to(out), time, ZoneOffset.UTC);
        for (int i = 0; i < 1000; i++) {
            log.ended(new FakeExchange().requestLine("GET", "/" + i, "HTTP/1.1"));
        }
        log.close();

        assertThat(out.toString(US_ASCII).lines())
                .hasSize(1000)
                .last()
                .asString()
                .contains("\"GET /999 HTTP/1.1\"");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aRequestIsWrittenWithoutAnythingFurtherHappening() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AccessLog log = AccessLog.to(
                AccessLogTarget.to(new OutputStream() {
                    @Override
                    public void write(int b) {
                        written.countDown();
                    }
                }),
                time,
                ZoneOffset.UTC);
        log.ended(new FakeExchange());

        assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
        log.close();
    }

    @Test
    void aFileIsAppendedTo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("access.log");
        Files.writeString(file, "before\n");
        AccessLog log = AccessLog.open(AccessLogTarget.open(file.toString(), LogFormat.COMBINED), time);
        log.ended(new FakeExchange());
        log.close();

        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("before");
    }

    @Test
    void standardOutputStaysOpenForOthers() throws Exception {
        AccessLog.open(AccessLogTarget.open("-", LogFormat.COMBINED), time).close();

        assertThat(FileDescriptor.out.valid()).isTrue();
    }

    @Test
    void aFileThatCantBeOpenedIsRefusedAtOnce(@TempDir Path directory) {
        assertThatThrownBy(() -> AccessLogTarget.open(directory.toString(), LogFormat.JSON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void anotherTargetTakesOverWithoutALineLost() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        ByteArrayOutputStream first = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(AccessLogTarget.to(first), time, ZoneOffset.UTC);
        log.ended(new FakeExchange().requestLine("GET", "/before", "HTTP/1.1"));
        log.writeTo(AccessLogTarget.to(second));
        closed.await();
        log.ended(new FakeExchange().requestLine("GET", "/after", "HTTP/1.1"));
        log.close();

        assertThat(first.toString(US_ASCII)).contains("/before").doesNotContain("/after");
        assertThat(second.toString(US_ASCII)).contains("/after").doesNotContain("/before");
    }

    @Test
    void theFormatChangesWithTheTarget(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("access.log");
        ByteArrayOutputStream combined = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(AccessLogTarget.to(combined), time, ZoneOffset.UTC);
        log.writeTo(AccessLogTarget.open(file.toString(), LogFormat.JSON));
        log.close();
        AccessLog again = AccessLog.to(AccessLogTarget.open(file.toString(), LogFormat.JSON), time, ZoneOffset.UTC);
        again.ended(new FakeExchange());
        again.close();

        assertThat(Files.readAllLines(file)).singleElement().asString().startsWith("{\"level\":");
    }

    @Test
    void aLogCanBeSwitchedOffAndOn() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(AccessLogTarget.open(null, LogFormat.COMBINED), time, ZoneOffset.UTC);
        log.ended(new FakeExchange().requestLine("GET", "/unlogged", "HTTP/1.1"));
        log.writeTo(AccessLogTarget.to(out));
        log.ended(new FakeExchange().requestLine("GET", "/logged", "HTTP/1.1"));
        log.close();

        assertThat(log.dropped()).isZero();
        assertThat(out.toString(US_ASCII)).doesNotContain("/unlogged");
    }

    @Test
    void whenTheDiskHangsLinesAreDroppedAndCountedAndNobodyWaits() throws Exception {
        HangingDisk disk = new HangingDisk();
        AccessLog log = AccessLog.to(AccessLogTarget.to(disk), time, ZoneOffset.UTC);
        FakeExchange exchange = new FakeExchange();
        log.ended(exchange);
        disk.hanging.await();
        for (int i = 0; i < AccessLog.CAPACITY + 7; i++) {
            log.ended(exchange);
        }

        assertThat(log.dropped()).isEqualTo(7);
        disk.freed.countDown();
        log.close();
        assertThat(disk.kept.toString(US_ASCII).lines()).hasSize(1 + AccessLog.CAPACITY);
    }

    @Test
    void whenTheDiskHangsLargeHeadsTakeNoMoreMemoryThanSmallOnes() throws Exception {
        HangingDisk disk = new HangingDisk();
        AccessLog log = AccessLog.to(AccessLogTarget.to(disk), time, ZoneOffset.UTC);
        log.ended(new FakeExchange());
        disk.hanging.await();
        FakeExchange large = new FakeExchange().headers(null, "a".repeat(8 * AccessLog.SHARE - "/x".length()));
        for (int i = 0; i < AccessLog.CAPACITY / 8 + 7; i++) {
            log.ended(large);
        }

        assertThat(log.dropped()).isEqualTo(7);
        disk.freed.countDown();
        log.close();
        assertThat(disk.kept.toString(US_ASCII).lines()).hasSize(1 + AccessLog.CAPACITY / 8);
    }

    /** Takes nothing until it is freed, and says when a thread waits for that. */
    private static final class HangingDisk extends OutputStream {

        private final CountDownLatch hanging = new CountDownLatch(1);
        private final CountDownLatch freed = new CountDownLatch(1);
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            kept.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            hanging.countDown();
            try {
                freed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            kept.write(bytes, from, length);
        }
    }
}
