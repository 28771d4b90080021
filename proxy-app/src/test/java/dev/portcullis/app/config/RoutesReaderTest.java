package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.metrics.RouteSettings;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutesReaderTest {

    @Test
    void routesAreReadInTheirOrder() {
        Checked<Configuration> read =
                parse("routes {\nsearch = \"/search*\"\ncheckout = [\"/checkout/*\", \"*/cart\"] }");

        assertThat(read.problems()).isEmpty();
        assertThat(read.value().orElseThrow().reporting().routes())
                .isEqualTo(new RouteSettings(List.of(
                        new RouteSettings.Route("search", List.of("/search*")),
                        new RouteSettings.Route("checkout", List.of("/checkout/*", "*/cart")))));
    }

    @Test
    void everyMistakeIsTold() {
        assertThat(parse("routes {\n a = checkout\n b = \"/x?y\"\n _other = \"/x\"\n \"/c\" = \"/x\"\n d = []\n}")
                        .problems())
                .extracting(Problem::line, Problem::nearest)
                .containsExactlyInAnyOrder(
                        tuple(2, "/checkout"), tuple(3, null), tuple(4, null), tuple(5, null), tuple(6, null));
    }

    @Test
    void thereAreSixteenAtMost() {
        String many = IntStream.rangeClosed(1, 17)
                .mapToObj(i -> "r" + i + " = \"/" + i + "\"")
                .collect(Collectors.joining("\n", "routes {\n", "\n}"));

        assertThat(parse(many).problems())
                .singleElement()
                .extracting(Problem::where)
                .isEqualTo("routes.r17");
    }

    private static Checked<Configuration> parse(String hocon) {
        return ConfigurationReader.parse("test", "origin = \"http://127.0.0.1:8080\", " + hocon, new ManualTime());
    }
}
