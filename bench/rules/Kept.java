import dev.portcullis.bench.Addresses;
import dev.portcullis.bench.Visit;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.config.Document;
import dev.portcullis.rules.config.RulesReader;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.CountKeeping;
import dev.portcullis.rules.engine.CountWriter;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What it costs to keep counts over a restart. */
public final class Kept {

    private static final int CLIENTS = 1_000_000;
    private static final int OFFENDERS = 1_000;
    private static final FingerprintKey KEY = new FingerprintKey(1, 2);

    private static final String RULES = """
            default-rules = off
            rules {
              a { count = requests, over = 9800, within = 1 hour, then = ban, for = 1 day }
              b { count = origin-time, over = 600 seconds, within = 10 minutes, then = throttle }
              c { count = distinct-paths, over = 200, within = 5 minutes, then = ban, for = 1 hour }
              d { count = bytes, over = 2 GB, within = 1 hour, then = throttle }
              e { count = requests, over = 6000, within = 10 minutes, then = throttle }
            }
            """;

    /** Frames in a file. */
    private static final class Log implements CountKeeping.Output, CountKeeping.Frames {
        private final RandomAccessFile file;
        private final List<long[]> frames = new ArrayList<>();
        private long bytes;

        Log(Path path) throws IOException {
            file = new RandomAccessFile(path.toFile(), "rw");
        }

        public void write(byte[] array, int length) throws IOException {
            file.seek(bytes);
            file.write(array, 0, length);
            frames.add(new long[] {bytes, length});
            bytes += length;
        }

        public int size() {
            return frames.size();
        }

        public byte[] get(int place) throws IOException {
            byte[] frame = new byte[(int) frames.get(place)[1]];
            file.seek(frames.get(place)[0]);
            file.readFully(frame);
            return frame;
        }
    }

    private static PolicyEngine engine(ManualTime time) {
        PolicySettings settings = new PolicySettings(
                Document.ofText("bench", RULES).check(RulesReader::read).value().orElseThrow(),
                NetworkList.EMPTY,
                NetworkList.EMPTY,
                ClientSettings.DEFAULT,
                false);
        Bans bans = new Bans(Bannable.of(settings), time, time);
        return new PolicyEngine(settings, bans, NameService.NONE, new Safety(time, time), KEY);
    }

    public static void main(String[] arguments) throws IOException {
        ManualTime time = new ManualTime();
        long empty = Heap.used();
        PolicyEngine engine = engine(time);
        engine.keeping().begin();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < OFFENDERS * 200; i++) {
                visit(engine, time, 0x0A00_0000 + i % OFFENDERS, "/" + i / OFFENDERS % 40);
            }
        }
        for (int i = 0; i < CLIENTS; i++) {
            visit(engine, time, 0x0B00_0000 + i, "/");
        }
        long counted = Heap.used();
        System.out.printf("%,d clients, %,d of them of 600 requests: %,d bytes%n", engine.trackedClients(), OFFENDERS, counted - empty);
        Path path = Files.createTempFile("counts", ".log");
        Log log = new Log(path);
        CountWriter writer = engine.keeping().writer(log);
        long began = System.nanoTime();
        writer.writeAll(() -> {});
        told("all of it written", began, log.bytes);
        writer.writeChanges();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 30_000; i++) {
                visit(engine, time, 0x0C00_0000 + 30_000 * round + i, "/");
                visit(engine, time, 0x0A00_0000 + i % OFFENDERS, "/" + i % 40);
            }
            long before = log.bytes;
            began = System.nanoTime();
            writer.writeChanges();
            told("30,000 new clients and 1,000 busy ones", began, log.bytes - before);
        }
        ManualTime later = new ManualTime(time.now());
        later.advance(Duration.ofSeconds(5));
        engine = null;
        writer = null;
        long without = Heap.used();
        PolicyEngine next = engine(later);
        began = System.nanoTime();
        CountKeeping.Restored restored = next.keeping().restore(log);
        told("read again, of " + restored.subjects() + " clients", began, log.bytes);
        System.out.printf("afterwards: %,d bytes for %,d clients%n", Heap.used() - without, next.trackedClients());
        Files.delete(path);
    }

    private static void told(String what, long began, long bytes) {
        System.out.printf("%s: %,d bytes in %.2f s%n", what, bytes, (System.nanoTime() - began) / 1e9);
    }

    private static void visit(PolicyEngine engine, ManualTime time, int address, String path) {
        time.advance(Duration.ofNanos(20_000));
        Facts facts = new Visit(Addresses.address(address), path);
        Verdict verdict = engine.decide(facts, time.nanos());
        engine.ended(facts, verdict, new Outcome(Outcome.Ending.SERVED, 200, 0, 12_000, 15_000_000), time.nanos());
    }
}
