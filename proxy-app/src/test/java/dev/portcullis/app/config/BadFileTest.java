package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A file by someone in a hurry: all that is wrong is told at once, each mistake with its line. */
class BadFileTest {

    @Test
    void everyMistakeIsToldAsPeopleReadIt() throws IOException {
        Checked<Configuration> checked = ConfigurationReader.parse("bad.conf", resource("bad.conf"), new ManualTime());

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems().stream().map(ProblemFormat::text).collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(resource("bad.txt"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(BadFileTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
