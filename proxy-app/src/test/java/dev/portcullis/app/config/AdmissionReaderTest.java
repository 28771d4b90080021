package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionReaderTest {

    /** Every key with another value than its default. */
    private static final String ALL_DIFFERENT = """
            admission {
              limit = adaptive, floor = 3, ceiling = 50, reserved = 2, spare = 4
              queue = 500, queue-bytes = 2 MiB, wait = 4 s, networks-from = 3, lower-classes = 10%
              half-life = 1 minute, light = 7.5%, light-network = 30%, remembered = 2000
              static { suffixes = [CSS, js], at-once = 5 }
            }
            clients { ipv4-network = 22, ipv6-network = 40 }
            """;

    @Test
    void admissionHasItsDefaults() {
        assertThat(configuration("").admission()).isEqualTo(SiteAdmissions.all(AdmissionSettings.DEFAULT));
    }

    @Test
    void everyKeyOfAdmissionCanDiffer() {
        assertThat(configuration(ALL_DIFFERENT).admission().common())
                .contains(new AdmissionSettings(
                        new AdmissionSettings.Places(3, 3, 50, 4, 2),
                        new AdmissionSettings.Queue(500, 2 << 20, Duration.ofSeconds(4), 3, 0.1),
                        new AdmissionSettings.Fairness(Duration.ofMinutes(1), 0.075, 0.3, 22, 40, 2000),
                        new AdmissionSettings.Files(Set.of("css", "js"), 5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admission = off", "admission = false"})
    void canBeOff(String off) {
        assertThat(configuration(off).admission()).isEqualTo(SiteAdmissions.all(null));
    }

    @Test
    void theLimitCanBeANumber() {
        assertThat(places("limit = 12, spare = 0")).isEqualTo(Places.fixed(12, 0, 1));
    }

    @Test
    void theLimitBeginsWithItsFloor() {
        assertThat(places("floor = 10")).isEqualTo(new Places(10, 10, 256, 1, 1));
        assertThat(places("ceiling = 3")).isEqualTo(new Places(2, 2, 3, 1, 1));
        assertThat(places("ceiling = 1")).isEqualTo(new Places(1, 1, 1, 1, 1));
    }

    @Test
    void theGreedyHaveTheShareThatIsConfigured() {
        assertThat(places("greedy = 30%")).isEqualTo(Places.ADAPTIVE.withGreedy(0.3));
        assertThat(places("limit = 12, greedy = 100%"))
                .isEqualTo(Places.fixed(12, 1, 1).withGreedy(1));
    }

    @Test
    void noSuffixesMeansThatNoPathLooksLikeAFile() {
        assertThat(settings("static.suffixes = []").files().suffixes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    admission = on                     | "on" stands where a section should
                    admission.limit = 0                | 0 is too small
                    admission.limit = 10001            | 10001 is too large
                    admission.floor = 0                | 0 is too small
                    admission.floor = 257              | 257 is more than ceiling, 256
                    admission.ceiling = 10001          | 10001 is too large
                    admission.reserved = -1            | -1 is too small
                    admission.spare = 1001             | 1001 is too large
                    admission.greedy = 0%              | "0%" is too small
                    admission.greedy = 101%            | "101%" is too large
                    admission.queue = -1               | -1 is too small
                    admission.queue-bytes = 1000       | "1000" is too small
                    admission.wait = 10                | 10 has no unit
                    admission.wait = 2 hours           | "2 hours" is too long
                    admission.networks-from = 0.5      | 0.5 is not a whole number
                    admission.lower-classes = 51%      | "51%" is too large
                    admission.half-life = 10 ms        | "10 ms" is too short
                    admission.light = 5                | 5 has no %
                    admission.light-network = lots     | "lots" is not a percentage
                    admission.remembered = 10          | 10 is too small
                    admission.static.at-once = 0       | 0 is too small
                    admission.static.suffixes = .css   | ".css" begins with a dot
                    admission.static.suffixes = "a/b"  | "a/b" is not the ending of a file's name
                    admission.start = 4                | unknown key
                    """)
    void valuesOutOfRangeAreErrors(String line, String found) {
        assertThat(read(line).problems())
                .extracting(Problem::severity, Problem::line, Problem::found)
                .containsExactly(tuple(Severity.ERROR, 2, found));
    }

    @Test
    void boundsOfALimitThatIsANumberHaveNoEffect() {
        Checked<Configuration> checked = read("admission { limit = 4, ceiling = 100 }");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems())
                .extracting(Problem::severity, Problem::where, Problem::found)
                .containsExactly(tuple(Severity.WARNING, "admission.ceiling", "has no effect: the limit is a number"));
    }

    @Test
    void whatASiteLeavesOutItHasFromOutside() {
        SiteAdmissions admission = configuration("""
                admission { floor = 4, ceiling = 40, queue = 500, greedy = 20% }
                sites {
                  shop { hosts = [shop.example], origin = "http://127.0.0.1:8081", admission { ceiling = 8, wait = 3 s } }
                  blog { hosts = [blog.example], origin = "http://127.0.0.1:8082", admission.limit = 6 }
                  wiki { hosts = [wiki.example], origin = "http://127.0.0.1:8083", admission = off }
                  docs { hosts = [docs.example] }
                }
                """).admission();

        AdmissionSettings shop = admission.of("shop").orElseThrow();
        assertThat(shop.places()).isEqualTo(new Places(4, 4, 8, 1, 1).withGreedy(0.2));
        assertThat(shop.queue().most()).isEqualTo(500);
        assertThat(shop.queue().longest()).isEqualTo(Duration.ofSeconds(3));
        assertThat(admission.of("blog").orElseThrow().places())
                .isEqualTo(Places.fixed(6, 1, 1).withGreedy(0.2));
        assertThat(admission.of("wiki")).isEmpty();
        assertThat(admission.of("docs")).isEqualTo(admission.of("")).isEqualTo(admission.common());
    }

    @Test
    void aSiteMayLearnItsLimitWhereTheOthersHaveANumber() {
        SiteAdmissions admission = configuration("""
                admission.limit = 12
                sites.shop { hosts = [shop.example], origin = "http://127.0.0.1:8081", admission.limit = adaptive }
                """).admission();

        assertThat(admission.of("shop").orElseThrow().places()).isEqualTo(Places.ADAPTIVE);
    }

    @Test
    void sitesWithTheSameServersAreAdmittedTheSameWay() {
        Checked<Configuration> checked = read("""
                sites {
                  shop { hosts = [shop.example], admission.limit = 6 }
                  blog { hosts = [blog.example], origin = "http://127.0.0.1:8082", admission.limit = 6 }
                  wiki { hosts = [wiki.example], origin = "http://127.0.0.1:8082", admission.limit = 7 }
                }
                """);

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems())
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactly(
                        tuple(
                                3,
                                "sites.shop.admission",
                                "its servers are those of the origin outside of sites too, with other settings"),
                        tuple(
                                5,
                                "sites.wiki.admission",
                                "its servers are those of site blog too, with other settings"));
    }

    private static Places places(String keys) {
        return settings(keys).places();
    }

    private static AdmissionSettings settings(String keys) {
        return configuration("admission { " + keys + " }").admission().common().orElseThrow();
    }

    private static Configuration configuration(String line) {
        Checked<Configuration> checked = read(line);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    private static Checked<Configuration> read(String line) {
        return ConfigurationReader.parse("f.conf", "origin = \"http://127.0.0.1:8080\"\n" + line, new ManualTime());
    }
}
