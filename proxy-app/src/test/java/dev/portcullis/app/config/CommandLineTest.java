package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configuration that the command line gives where there is no file. */
class CommandLineTest {

    private static final String ORIGIN = "http://127.0.0.1:8080";

    @Test
    void theCommandLineStandsForAFile() {
        Checked<Configuration> checked = ConfigurationReader.ofOrigin(ORIGIN, "127.0.0.1:8888", true);

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.value())
                .isPresent()
                .isEqualTo(file("origin = \"" + ORIGIN + "\", listen = \"127.0.0.1:8888\", mode = observe"));
    }

    @Test
    void theOriginAloneLeavesEveryDefault() {
        assertThat(ConfigurationReader.ofOrigin(ORIGIN, null, false).value())
                .isPresent()
                .isEqualTo(file("origin = \"" + ORIGIN + "\""));
    }

    @Test
    void problemsOfTheCommandLineNameTheOption() {
        assertThat(ConfigurationReader.ofOrigin("127.0.0.1:8080", "eighty", false)
                        .problems())
                .extracting(Problem::file, Problem::line, Problem::where, Problem::nearest)
                .containsExactly(
                        tuple("command line", 0, "--listen", null), tuple("command line", 0, "--origin", ORIGIN));
        assertThat(ConfigurationReader.ofOrigin("http://site", "127.0.0.1:9911", false)
                        .problems())
                .extracting(Problem::where)
                .containsExactly("--listen");
    }

    private static Optional<Configuration> file(String hocon) {
        return ConfigurationReader.parse("f.conf", hocon, new ManualTime()).value();
    }
}
