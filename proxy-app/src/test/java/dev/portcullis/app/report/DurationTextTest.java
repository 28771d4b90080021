package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "90s, PT90S",
        "1 second, PT1S",
        "30m, PT30M",
        "30 minutes, PT30M",
        "1h, PT1H",
        "2 Hours, PT2H",
        "7d, PT168H",
        "1 day, PT24H",
        "2 weeks, PT336H",
        "' 10 min ', PT10M"
    })
    void aNumberAndAUnitAreADuration(String text, Duration meant) {
        assertThat(DurationText.parse(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "-1h", "1.5h", "1 fortnight", "1h30m", "9999999999h", "\u001b1h"})
    void anythingElseIsRefusedInWordsForPeople(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageMatching("\"[ -~]*\" is not a duration such as 30s, 10m, 1h, 7d or 2 weeks");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds", "PT-5S, 0 seconds", "PT0.9S, 0 seconds", "PT59S, 59 seconds", "PT60S, 1 minute",
        "PT3599S, 59 minutes 59 seconds", "PT2H, 2 hours", "PT25H, 1 day 1 hour", "PT24H1M, 1 day", "P30D, 30 days"
    })
    void theTwoLargestUnitsAreShown(Duration duration, String text) {
        assertThat(DurationText.rough(duration)).isEqualTo(text);
    }

    @Test
    void theLongestNumberDoesNotOverflow() {
        assertThat(DurationText.parse("999999999 weeks")).isPositive();
    }
}
