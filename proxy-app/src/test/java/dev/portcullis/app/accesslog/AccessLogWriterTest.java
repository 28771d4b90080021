package dev.portcullis.app.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogWriterTest {

    private final ManualTime time = new ManualTime();
    private final LongAdder dropped = new LongAdder();
    private final Disk disk = new Disk();
    private final AccessLogWriter writer = new AccessLogWriter(AccessLogTarget.to(disk), time, ZoneOffset.UTC, dropped);
    private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);

    @BeforeEach
    void listen() {
        complaints.start();
        logger.addAppender(complaints);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(complaints);
        logger.setAdditive(true);
    }

    @Test
    void manyLinesShareOneWrite() {
        writer.write(requests(100)::poll);

        assertThat(disk.writes).isEqualTo(1);
        assertThat(disk.toString(US_ASCII).lines()).hasSize(100);
    }

    @Test
    void aLongQueueIsWrittenInBlocksOfBoundedSize() {
        writer.write(requests(2000)::poll);

        assertThat(disk.longest).isLessThan(66_000);
        assertThat(disk.toString(US_ASCII).lines()).hasSize(2000);
    }

    @Test
    void linesThatAFullDiskLostAreCountedAndTheNextAreWritten() {
        disk.room = 10;
        writer.write(requests(3)::poll);
        disk.room = Integer.MAX_VALUE;
        writer.write(requests(2)::poll);

        assertThat(dropped.sum()).isEqualTo(3);
        List<String> lines = disk.toString(US_ASCII).lines().toList();
        assertThat(lines).as("a torn line, then two whole ones").hasSize(3);
        assertThat(lines.get(1)).startsWith("192.0.2.7 - - [").endsWith("ending=served");
    }

    @Test
    void aFullDiskIsComplainedOfOnceAMinute() {
        disk.room = 0;
        for (int second = 0; second < 119; second++) {
            writer.write(requests(1)::poll);
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(complaints.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "access log: can't write: No space left on device; 1 lines dropped since the start",
                        "access log: can't write: No space left on device; 61 lines dropped since the start");
    }

    @Test
    void anExchangeThatCantBeFormattedCostsItsOwnLineOnly() {
        Queue<FinishedExchange> queue = requests(1);
        queue.add(new FakeExchange() {
            @Override
            public long totalNanos() {
                throw new IllegalStateException("not known");
            }
        });
        queue.addAll(requests(1));
        writer.write(queue::poll);

        assertThat(dropped.sum()).isEqualTo(1);
        assertThat(disk.toString(US_ASCII).lines()).hasSize(2).allMatch(line -> line.endsWith("ending=served"));
    }

    private static Queue<FinishedExchange> requests(int count) {
        Queue<FinishedExchange> queue = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            queue.add(new FakeExchange());
        }
        return queue;
    }

    /** A file with limited room: what is past it is cut off and the write fails. */
    private static final class Disk extends ByteArrayOutputStream {

        private int room = Integer.MAX_VALUE;
        private int writes;
        private int longest;

        @Override
        public void write(byte[] bytes) throws IOException {
            int fits = Math.min(bytes.length, room);
            super.write(bytes, 0, fits);
            writes++;
            longest = Math.max(longest, bytes.length);
            if (fits < bytes.length) {
                throw new IOException("No space left on device");
            }
        }
    }
}
