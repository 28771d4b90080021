package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

    @Property
    void readsWhatIsWritten(
            @ForAll @LongRange(min = -99_999_999_999L, max = 999_999_999_999L) long seconds,
            @ForAll @IntRange(max = 999_999_999) int nanos) {
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        Instant milli = Instant.ofEpochSecond(seconds, nanos / 1_000_000 * 1_000_000L);
        assertThat(InstantText.parse(milli.toString())).isEqualTo(milli);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-13-31T12:00:00Z",
                "2026-02-30T12:00:00Z",
                "2026-01-31T12:00:00.Z.",
                "2026-01-31T12:00:00.1234567890Z",
                "2026-01-31T12:00:00,5Z",
                "2026-01-31T12:00:60Z"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
