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
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.engine.RuleCount;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;

/** What counting costs in memory. */
public final class Memory {

    private static final int CLIENTS = 1_000_000;
    private static final int FLOOD = 10_000_000;
    private static final int OFFENDERS = 1_000;

    /** Five rules, each of which counts every request of a client's; the default windows. */
    private static final String RULES = """
            default-rules = off
            rules {
              a { count = requests, over = 9800, within = 1 hour, then = ban, for = 1 day }
              b { count = origin-time, over = 600 seconds, within = 10 minutes, then = throttle }
              c { count = distinct-paths, over = 200, within = 5 minutes, then = ban, for = 1 hour }
              d { count = bytes, over = 2 GB, within = 1 hour, then = throttle }
              e { count = requests, over = 600, within = 10 minutes, then = throttle }
            }
            """;

    private final ManualTime time = new ManualTime();
    private final PolicyEngine engine;

    private Memory() {
        PolicySettings settings = new PolicySettings(
                Document.ofText("bench", RULES).check(RulesReader::read).value().orElseThrow(),
                NetworkList.EMPTY,
                NetworkList.EMPTY,
                ClientSettings.DEFAULT,
                false);
        engine = new PolicyEngine(settings, new Bans(Bannable.of(settings), time, time), time);
    }

    public static void main(String[] arguments) {
        long empty = Heap.used();
        Memory memory = new Memory();
        long begun = Heap.used();
        System.out.printf("an engine without clients: %,d bytes, set up for %,d%n", begun - empty, CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            memory.visit(0x0A00_0000 + i, "/");
        }
        memory.tell("one request of each of a million clients", empty);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < OFFENDERS; i++) {
                memory.visit(0x0A00_0000 + i, "/" + round);
            }
        }
        memory.tell("and twenty more of each of a thousand", empty);
        long began = System.nanoTime();
        for (int i = 0; i < FLOOD; i++) {
            memory.visit(0x2000_0000 + i * 7, "/");
            if (i % 100 == 0) {
                memory.visit(0x0A00_0000 + i / 100 % OFFENDERS, "/" + i % 50);
            }
        }
        double micros = (System.nanoTime() - began) / 1e3 / FLOOD;
        memory.tell("after a flood of ten million new addresses (%.2f us each)".formatted(micros), empty);
        System.out.printf("of %,d clients that kept asking, %,d are known by more than 50 requests%n", OFFENDERS, memory.known());
    }

    private int known() {
        int known = 0;
        for (int i = 0; i < OFFENDERS; i++) {
            for (RuleCount count : engine.counts(Addresses.address(0x0A00_0000 + i), time.nanos())) {
                if (count.rule().name().equals("a") && count.counted() > 50) {
                    known++;
                }
            }
        }
        return known;
    }

    private void visit(int address, String path) {
        time.advance(Duration.ofNanos(20_000));
        Facts facts = new Visit(Addresses.address(address), path);
        Verdict verdict = engine.decide(facts, time.nanos());
        engine.ended(facts, verdict, new Outcome(Outcome.Ending.SERVED, 200, 0, 12_000, 15_000_000), time.nanos());
    }

    private void tell(String when, long empty) {
        long bytes = Heap.used() - empty;
        long clients = engine.trackedClients();
        System.out.printf("%s: %,d bytes for %,d clients, %.0f each%n", when, bytes, clients, (double) bytes / clients);
    }
}
