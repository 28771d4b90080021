import dev.portcullis.bench.Addresses;
import dev.portcullis.bench.Visit;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.config.Document;
import dev.portcullis.rules.config.RulesReader;
import dev.portcullis.rules.engine.CountWriter;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a decision costs: PolicyEngine.decide alone, and with what is counted at the end. */
public final class Decisions {

    private static final int ROUNDS = 7;
    private static final int REQUESTS = 300_000;

    /** A condition of everything that the sieve looks up, which the request doesn't fulfil; five of it are most rules'. */
    private static final String FIVE = "where { method = GET, host = \"*.com\", user-agent = \"*Mozilla*\", path = \"/blog/*\","
            + " header { X-%d = \"?*\" } }, then = deny";

    /** What is measured: all, or what is called like the first argument. */
    private static String chosen = "";

    /** The engine whose counts are kept. */
    private static volatile PolicyEngine kept;

    public static void main(String[] arguments) {
        chosen = arguments.length == 0 ? "" : arguments[0];
        System.out.printf("%-58s %8s %8s%n", "", "decide", "and end");
        String one = "count = requests, over = 1000000, within = 1 hour, then = ban, for = 1 hour";
        measure("the default rules", List.of(), true, 0, 0, 1000);
        measure("no rule", List.of(), false, 0, 0, 1000);
        for (int rules : new int[] {5, 25, 100}) {
            measure(rules + " rules that look for paths", rules(rules, "where { path = [\"/a%d*\", \"*/b%d.php\"] }, then = deny"), false, 0, 0, 1000);
        }
        measure("100 rules that look for user agents", rules(100, "where { user-agent = \"*bot%d*\" }, then = deny"), false, 0, 0, 1000);
        measure("100 rules that look for queries with exceptions", rules(100, "where { query = \"*id%d=*\", not { path = \"/x%d\" } }, then = deny"), false, 0, 0, 1000);
        measure("100 rules of which each looks at five things", rules(100, FIVE), false, 0, 0, 1000);
        measure("100 rules that look for paths by expressions", rules(100, "where { path = \"~/a%d[0-9]+$\" }, then = deny"), false, 0, 0, 1000);
        for (int rules : new int[] {1, 5, 25, 100}) {
            measure(rules + " rules that count every request", rules(rules, one), false, 0, 0, 1000);
        }
        measure("100 rules that count every request, limits of 50", rules(100, one.replace("1000000", "50").replace("ban, for = 1 hour", "throttle").replace("1 hour", "1 second")), false, 0, 0, 1000);
        measure("100 rules that count every request, each within another time", counting("", 97, 10_000), false, 0, 0, 1000);
        measure("100 rules that count every request, limits of 100 to 1090", counting("", 1, 100), false, 0, 0, 1000);
        measure("100 rules that count every request, each where it says else", counting("where { path = \"/blog/*\", not { path = \"/x%d\" } }, ", 97, 10_000), false, 0, 0, 1000);
        measure("100 rules that look for paths, 100,000 bans", rules(100, "where { path = \"/a%d*\" }, then = deny"), false, 100_000, 0, 1000);
        measure("the same, 100,000 networks in allow", rules(100, "where { path = \"/a%d*\" }, then = deny"), false, 100_000, 100_000, 1000);
        measure("the default rules, 100,000 bans and networks", List.of(), true, 100_000, 100_000, 1000);
        for (int clients : new int[] {100_000, 1_000_000}) {
            measure("the same, %,d clients".formatted(clients), List.of(), true, 100_000, 100_000, clients);
        }
    }

    /** A hundred rules that count every request, with limits that differ and windows of 30 minutes and more. */
    private static List<String> counting(String where, int step, int most) {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rules.add("rules.r" + i + " { count = requests, " + where.replace("%d", Integer.toString(i))
                    + "over = " + (most + 10 * i) + ", within = " + (30 + step * i) + " minutes, then = throttle }");
        }
        return rules;
    }

    private static List<String> rules(int count, String body) {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rules.add("rules.r" + i + " { " + body.replace("%d", Integer.toString(i)) + " }");
        }
        return rules;
    }

    private static void measure(String what, List<String> rules, boolean defaults, int bans, int networks, int clients) {
        if (!what.contains(chosen)) {
            return;
        }
        ManualTime time = new ManualTime();
        String text = (defaults ? "" : "default-rules = off\n") + String.join("\n", rules);
        Random random = new Random(1);
        List<IpPrefix> allow = new ArrayList<>();
        for (int i = 0; i < networks; i++) {
            allow.add(Addresses.address(0x3000_0000 + random.nextInt(0x1000_0000)).widen(18 + random.nextInt(15), 128));
        }
        PolicySettings settings = new PolicySettings(
                Document.ofText("bench", text).check(RulesReader::read).value().orElseThrow(),
                new NetworkList(allow),
                NetworkList.EMPTY,
                ClientSettings.DEFAULT,
                false);
        Bans register = new Bans(Bannable.of(settings), time, time);
        PolicyEngine engine = new PolicyEngine(settings, register, time);
        keep(engine);
        for (int i = 0; i < bans; i++) {
            register.add(Addresses.address(0x5000_0000 + random.nextInt(0x1000_0000)), Duration.ofDays(1), "bench");
        }
        Facts[] asked = new Facts[Math.max(clients, 4096)];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = new Visit(Addresses.address(0x0A00_0000 + i % clients), "/blog/2026/" + i % 512 + "/index.php");
        }
        double decided = Double.MAX_VALUE;
        double ended = Double.MAX_VALUE;
        Outcome outcome = new Outcome(Outcome.Ending.SERVED, 200, 0, 12_000, 15_000_000);
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < REQUESTS; i++) {
                time.advance(Duration.ofNanos(1_000_000));
                engine.decide(asked[(int) (i * 7919L % asked.length)], time.nanos());
            }
            decided = Math.min(decided, (double) (System.nanoTime() - began) / REQUESTS);
            began = System.nanoTime();
            for (int i = 0; i < REQUESTS; i++) {
                time.advance(Duration.ofNanos(1_000_000));
                Facts facts = asked[(int) (i * 7919L % asked.length)];
                Verdict verdict = engine.decide(facts, time.nanos());
                engine.ended(facts, verdict, outcome, time.nanos());
            }
            ended = Math.min(ended, (double) (System.nanoTime() - began) / REQUESTS);
        }
        System.out.printf("%-58s %5.0f ns %5.0f ns%n", what, decided, ended);
    }

    /** As in the program: what has changed is written twice a second. */
    private static void keep(PolicyEngine engine) {
        engine.keeping().begin();
        CountWriter writer = engine.keeping().writer((bytes, length) -> {});
        Thread keeper = new Thread(() -> {
            try {
                while (engine == kept) {
                    writer.writeChanges();
                    Thread.sleep(500);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        kept = engine;
        keeper.setDaemon(true);
        keeper.start();
    }
}
