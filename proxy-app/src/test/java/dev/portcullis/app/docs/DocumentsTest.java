package dev.portcullis.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** README.md and docs/ keep in step with the program. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Path REFERENCE = ROOT.resolve("docs/configuration.md");
    private static final List<Path> DOCUMENTS = List.of(
            ROOT.resolve("README.md"),
            REFERENCE,
            ROOT.resolve("docs/operations.md"),
            ROOT.resolve("docs/rules.md"),
            ROOT.resolve("docs/fingerprints.md"),
            ROOT.resolve("docs/admin-api.md"),
            ROOT.resolve("docs/notifications.md"),
            ROOT.resolve("docs/monitoring.md"),
            ROOT.resolve("docs/bans.md"));
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9.-]+)` \\| `(.+?)` \\| (.+?) \\| .+ \\|$", Pattern.MULTILINE);
    private static final Pattern EXAMPLE = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAMES_ORIGIN = Pattern.compile("\\borigin( =|\\s*\\{)");
    private static final String SERVERS = "origin.servers = \"http://127.0.0.1:8080\"\n";
    private static final String ORIGIN = "origin = \"http://127.0.0.1:8080\"\n";

    @Test
    void theReferenceHasEveryKeyWithItsDefault() throws IOException {
        Config documented = ConfigFactory.parseString(
                rows().map(row -> row.group(1) + " = " + row.group(2)).collect(Collectors.joining("\n")));

        assertThat(flat(documented)).isEqualTo(flat(shippedDefaults()));
    }

    @TestFactory
    Stream<DynamicTest> theReferenceHasTheValuesOf() throws IOException {
        return rows().map(row -> DynamicTest.dynamicTest(row.group(1), () -> {
            String wrong = row.group(1) + " = \"\"\n";
            String configuration = row.group(1).startsWith("origin.") ? SERVERS + wrong : ORIGIN + wrong;

            assertThat(ConfigurationReader.parse("wrong", configuration, new ManualTime())
                            .problems())
                    .extracting(Problem::expected)
                    .anyMatch(expected -> expected.contains(row.group(3)));
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsReadWithoutAProblem() throws IOException {
        Stream.Builder<DynamicTest> tests = Stream.builder();
        for (Path document : DOCUMENTS) {
            EXAMPLE.matcher(Files.readString(document)).results().forEach(example -> {
                String hocon = example.group(1);
                tests.add(DynamicTest.dynamicTest(
                        document.getFileName() + ": "
                                + hocon.lines().findFirst().orElse(""),
                        () -> {
                            String whole = NAMES_ORIGIN.matcher(hocon).find() ? hocon : ORIGIN + hocon;

                            assertThat(ConfigurationReader.parse("example", whole, new ManualTime())
                                            .problems())
                                    .isEmpty();
                        }));
            });
        }
        return tests.build();
    }

    @Test
    void everyKeyOfASiteIsAmongThoseItMayHave() {
        String site = ORIGIN + "sites.shop { hosts = shop.example, wrong = 1 }";

        assertThat(ConfigurationReader.parse("wrong", site, new ManualTime()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected())
                        .isEqualTo("one of hosts, timeouts, limits, pool, server-timing, origin, rules, admission"));
    }

    @Test
    void theReadmesTestCommandIsTheOneThatRuns() throws IOException {
        String command = Files.readAllLines(ROOT.resolve(".ci/run")).stream()
                .reduce((first, last) -> last)
                .orElseThrow();

        assertThat(command).contains("mvn").contains("verify");
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\n    " + command + "\n");
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(REFERENCE)).results();
    }

    /** The shipped file with every key but the rules switched on: an even number of blanks after the "#" tells a key from prose. */
    private static Config shippedDefaults() throws IOException {
        String switchedOn = Files.readAllLines(ROOT.resolve("conf/portcullis.conf")).stream()
                .map(line -> line.matches("#(  )*\\S.*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        return ConfigFactory.parseString(switchedOn).withoutPath("rules").withoutPath("origin.servers");
    }

    private static Map<String, Object> flat(Config config) {
        Map<String, Object> flat = new TreeMap<>();
        config.entrySet()
                .forEach(entry -> flat.put(
                        String.join(".", ConfigUtil.splitPath(entry.getKey())),
                        entry.getValue().unwrapped()));
        return flat;
    }
}
