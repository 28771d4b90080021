package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds",
        "PT1S, 1 second",
        "PT90S, 90 seconds",
        "PT1M, 1 minute",
        "PT90M, 90 minutes",
        "PT1H, 1 hour",
        "PT24H, 1 day",
        "PT744H, 31 days",
        "PT0.1S, 100 milliseconds",
        "PT0.000001S, 1000 nanoseconds",
    })
    void writesDurationsInTheLargestUnit(Duration duration, String text) {
        assertThat(Quantities.text(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1000, 1000 bytes",
        "1024, 1 KiB",
        "65536, 64 KiB",
        "524288000, 500 MiB",
        "1125899906842624, 1024 TiB"
    })
    void writesSizesInTheLargestUnit(long bytes, String text) {
        assertThat(Quantities.text(bytes)).isEqualTo(text);
    }
}
