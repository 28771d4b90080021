package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the administrator installs says what holds anyway. */
class ShippedConfigurationTest {

    private static final Path SHIPPED = Path.of("../conf/portcullis.conf");

    private final Configuration defaults = value(ConfigurationReader.ofOrigin("http://127.0.0.1:8080", null, false));

    @Test
    void isReadWithoutAProblem() {
        assertThat(value(ConfigurationReader.read(SHIPPED, new ManualTime()))).isEqualTo(defaults);
    }

    @Test
    void showsEveryKeyWithItsDefault() throws IOException {
        assertThat(value(ConfigurationReader.parse("shipped", switchedOn(), new ManualTime())))
                .isEqualTo(defaults);
    }

    @Test
    void showsTheDefaultRulesAsTheyAre() throws IOException {
        String own = switchedOn().replace("\ndefault-rules = on", "\ndefault-rules = off");

        assertThat(own).contains("default-rules = off");
        assertThat(value(ConfigurationReader.parse("shipped", own, new ManualTime()))
                        .policy()
                        .rules())
                .isEqualTo(defaults.policy().rules())
                .hasSize(7);
    }

    @Test
    void itsExamplesAreRight() throws IOException {
        String examples = Files.readAllLines(SHIPPED).stream()
                .filter(line -> line.matches("#( {5}| {7})\\S.*"))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));

        assertThat(examples).contains("shop").contains("scanner = off");
        value(ConfigurationReader.parse(
                "examples", "origin = \"http://127.0.0.1:8080\"\n" + examples, new ManualTime()));
    }

    /**
     * The file with every key switched on, the origin in its long form: an even number of blanks after the "#" tells a key from
     * prose.
     */
    private static String switchedOn() throws IOException {
        return Files.readAllLines(SHIPPED).stream()
                .filter(line -> !line.startsWith("origin ="))
                .map(line -> line.matches("#(  )*\\S.*") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
    }

    private static Configuration value(Checked<Configuration> checked) {
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }
}
