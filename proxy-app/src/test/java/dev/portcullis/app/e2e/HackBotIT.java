package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real hack-bot, under the default rules, while a visitor reads the site. */
@Timeout(180)
class HackBotIT {

    private static final String BOT = "127.0.0.66";
    private static final String VISITOR = "127.0.0.10";
    private static final int THREADS = 10;
    private static final int SCANNER_LIMIT = 15;
    private static final int PAGES = 20;
    private static final Pattern STATUS = Pattern.compile("\"status\":(\\d+)");
    private static final Duration SCAN = Duration.ofSeconds(90);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n");

    @Test
    void aScannerIsBannedWithTheReasonAndAVisitorNoticesNothing(@TempDir Path directory) throws Exception {
        long before = seenByApache();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Integer>> visit = CompletableFuture.supplyAsync(() -> read(over));

        Map<Integer, Long> statuses;
        try {
            statuses = scan(directory, words());
        } finally {
            over.set(true);
        }

        assertThat(statuses).containsOnlyKeys(403, 404);
        assertThat(statuses.get(404))
                .as("answers of Apache: the limit, and what was under way when the ban came")
                .isBetween((long) SCANNER_LIMIT + 1 - THREADS, (long) SCANNER_LIMIT + 2 + THREADS);
        assertThat(seenByApache() - before)
                .as("requests of the bot that Apache saw")
                .isLessThanOrEqualTo(SCANNER_LIMIT + 2 + THREADS);
        assertThat(visit.join()).containsOnly(200);
        assertThat(portcullis.metric("portcullis_active_bans\\{.*action=\"ban\""))
                .isEqualTo(1);

        Program.Finished why = portcullis.ask("ban", "why", BOT, "-o", "human");
        assertThat(why.code()).as(why.text()).isZero();
        assertThat(why.text())
                .containsPattern("rule scanner: 1[6-8] different paths within 5 minutes, over the limit of 15")
                .containsPattern("404 .* GET 127\\.0\\.0\\.1/(admin|backup)")
                .contains("ban remove " + BOT);
    }

    @Test
    void whoAsksForKeysIsBannedAtOnce(@TempDir Path directory) throws Exception {
        Map<Integer, Long> statuses = scan(
                directory,
                Stream.concat(Stream.of(".git/config"), words().stream()).toList());

        assertThat(statuses.getOrDefault(404, 0L))
                .as("answers of Apache, to what was under way")
                .isLessThanOrEqualTo(SCANNER_LIMIT + THREADS);
        assertThat(portcullis.ask("ban", "why", BOT).text()).contains("probes", "/.git/config");
    }

    private static long seenByApache() {
        return APACHE.accessLog().stream()
                .filter(line -> line.startsWith(BOT + " "))
                .count();
    }

    /** Lets ffuf look for the words from the bot's address; how often it got each status. */
    private Map<Integer, Long> scan(Path directory, List<String> words) throws IOException {
        Path list = Files.write(directory.resolve("words.txt"), words);
        Path results = directory.resolve("results.json");
        try (Forwarder bot = new Forwarder(BOT, portcullis.port())) {
            Program.Finished ffuf = Program.run(
                    SCAN,
                    List.of(
                            Program.find("ffuf", "ffuf"),
                            "-s",
                            "-w",
                            list.toString(),
                            "-u",
                            "http://127.0.0.1:" + bot.port() + "/FUZZ",
                            "-t",
                            Integer.toString(THREADS),
                            "-mc",
                            "all",
                            "-o",
                            results.toString()));
            assertThat(ffuf.code()).as(ffuf.text()).isZero();
        }
        return STATUS.matcher(Files.readString(results))
                .results()
                .collect(Collectors.groupingBy(
                        status -> Integer.parseInt(status.group(1)), TreeMap::new, Collectors.counting()));
    }

    /** A list as such bots bring along: nothing of it is on the site. */
    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (String place : List.of("admin", "backup", "cms", "db", "dev", "old", "shop", "test", "tmp", "upload")) {
            for (String name : List.of("", "/config", "/index", "/install", "/login", "/setup", "/shell", "/user")) {
                for (String ending : List.of("", ".asp", ".bak", ".inc", ".old", ".php", ".txt", ".zip")) {
                    words.add(place + name + ending);
                }
            }
        }
        return words;
    }

    /** Reads the site, page after page, until the bot is done; the statuses. */
    private List<Integer> read(AtomicBoolean over) {
        List<Integer> statuses = new ArrayList<>();
        try (Visitor visitor = portcullis.visitor(VISITOR)) {
            while (!over.get() || statuses.size() < PAGES) {
                statuses.add(visitor.get("/").status());
                statuses.add(visitor.get("/slow.php?ms=50").status());
            }
        } catch (IOException failed) {
            throw new AssertionError("the visitor was cut off", failed);
        }
        return statuses;
    }
}
