package dev.portcullis.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every key that the reader knows is documented: the reader is asked for its keys by one that there is not. */
class ConfigurationKeysTest {

    private static final Path DOCS = Path.of("../docs");
    private static final String WRONG = "no-such-key";
    private static final String SERVERS = "origin.servers = \"http://127.0.0.1:8080\"\n";
    private static final String ORIGIN = "origin = \"http://127.0.0.1:8080\"\n";

    /** What stands below these is named by the administrator, or documented with them. */
    private static final Set<String> NAMED =
            Set.of("sites", "rules", "routes", "notify.targets", "crawlers", "tls.certificates");

    /** Documented with the key it belongs to. */
    private static final Set<String> ELSEWHERE = Set.of("origin.servers", "sites");

    @Test
    void everyKeyIsInTheReference() throws IOException {
        String reference = Files.readString(DOCS.resolve("configuration.md"));
        Set<String> keys = new TreeSet<>();
        collect("", keys);

        assertThat(keys).hasSizeGreaterThan(80).contains("tls.certificates", "origin.health.path", "routes");
        assertThat(keys).filteredOn(key -> !ELSEWHERE.contains(key)).allSatisfy(key -> assertThat(reference)
                .contains("\n| `" + key + "` |"));
        assertThat(reference).contains("\nsites {\n").contains("several servers are a list");
    }

    @Test
    void everyKeyOfATargetIsInItsTable() throws IOException {
        String document = Files.readString(DOCS.resolve("notifications.md"));
        Set<String> keys = new TreeSet<>();
        for (String kind : List.of("webhook", "slack", "mattermost", "discord", "ntfy", "smtp")) {
            String target = "notify.targets.x { kind = " + kind + ", ";
            keys.addAll(known(ORIGIN + target + WRONG + " = 1 }", "notify.targets.x"));
        }

        assertThat(keys).contains("url", "password-file", "heartbeat");
        assertThat(keys).allSatisfy(key -> assertThat(document).contains("`" + key + "`"));
    }

    @Test
    void everyKeyOfARuleIsInItsDocument() throws IOException {
        String document = Files.readString(DOCS.resolve("rules.md"));
        List<String> keys =
                known(ORIGIN + "rules.x { then = deny, where { path = \"/x\" }, " + WRONG + " = 1 }", "rules.x");

        assertThat(keys).contains("count", "per");
        assertThat(keys).allSatisfy(key -> assertThat(document).containsPattern("[`\\s{]" + key + "[`\\s.]"));
    }

    private static void collect(String section, Set<String> leaves) {
        String origin = section.startsWith("origin") && !section.startsWith("origin-") ? SERVERS : ORIGIN;
        for (String key : known(origin + path(section, WRONG) + " = 1", section)) {
            String path = path(section, key);
            if (NAMED.contains(path) || path.equals("origin.servers")) {
                leaves.add(path);
                continue;
            }
            int before = leaves.size();
            collect(path, leaves);
            if (leaves.size() == before || path.equals("origin")) {
                leaves.add(path);
            }
        }
    }

    /** The keys of a section, in which the configuration has {@link #WRONG}; none when it is no section. */
    private static List<String> known(String configuration, String section) {
        return ConfigurationReader.parse("keys", configuration, new ManualTime()).problems().stream()
                .filter(problem -> problem.where().equals(path(section, WRONG)))
                .filter(problem -> problem.found().equals("unknown key"))
                .map(Problem::expected)
                .flatMap(expected ->
                        Stream.of(expected.substring("one of ".length()).split(", ")))
                .toList();
    }

    private static String path(String section, String key) {
        return section.isEmpty() ? key : section + "." + key;
    }
}
