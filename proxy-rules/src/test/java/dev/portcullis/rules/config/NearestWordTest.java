package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestWordTest {

    private static final List<String> KEYS =
            List.of("count", "per", "over", "within", "where", "then", "for", "repeat", "at-most", "user-agent");

    @ParameterizedTest
    @CsvSource({
        "ovr, over",
        "ovre, over",
        "Over, over",
        "overr, over",
        "atmost, at-most",
        "at_most, at-most",
        "userAgent, user-agent",
        "wihtin, within",
        "thne, then",
        "repeats, repeat",
        "fro, for",
        "pre, per",
    })
    void isTheWordThatWasMeant(String written, String meant) {
        assertThat(NearestWord.of(written, KEYS)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "colour", "timeout", "", "---", "zzzzzzzzzzzzzzzzzzzzzz"})
    void isNoneWhenNoWordIsNear(String written) {
        assertThat(NearestWord.of(written, KEYS)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"sec, seconds", "mins, minutes", "milli, milliseconds"})
    void isTheWholeOfAWordThatWasCutShort(String written, String meant) {
        assertThat(NearestWord.of(written, List.of("seconds", "minutes", "hours", "milliseconds")))
                .isEqualTo(meant);
    }
}
