package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

    private static final Kind<Duration> DURATION = Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(31));
    private static final Kind<Long> SIZE = Kinds.sizes(1, 1L << 40);
    private static final Kind<Integer> INTEGER = Kinds.integers(-5, 100);
    private static final Kind<Colour> COLOUR = Kinds.words(Colour.class, "ultra-violet");

    private enum Colour {
        RED,
        DARK_BLUE
    }

    @ParameterizedTest
    @CsvSource({
        "10 seconds, PT10S",
        "1h, PT1H",
        "90 s, PT1M30S",
        "90s, PT1M30S",
        "24 hours, PT24H",
        "1 hour, PT1H",
        "5 minutes, PT5M",
        "5m, PT5M",
        "1.5 hours, PT1H30M",
        "1500 milliseconds, PT1.5S",
        "1500ms, PT1.5S",
        "1.25 s, PT1.25S",
        "31 days, PT744H",
        "' 2 d ', PT48H",
    })
    void readsDurationsAsHoconDoes(String text, Duration expected) throws BadValue {
        assertThat(DURATION.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "10, 10 has no unit, none",
                "10 secnds, '\"10 secnds\" is not a duration', 10 seconds",
                "10 Seconds, '\"10 Seconds\" is not a duration', 10 seconds",
                "10 secs, '\"10 secs\" is not a duration', 10 seconds",
                "5 mins, '\"5 mins\" is not a duration', 5 minutes",
                "1 fortnight, '\"1 fortnight\" is not a duration', none",
                "soon, '\"soon\" is not a duration', none",
                "999 ms, '\"999 ms\" is too short', none",
                "-1 hour, '\"-1 hour\" is too short', none",
                "32 days, '\"32 days\" is too long', none",
                "99999999999999 days, '\"99999999999999 days\" is too long', none",
                "'', '\"\" is not a duration', none",
            })
    void refusesOtherDurations(String text, String found, @Nullable String nearest) {
        assertBad(DURATION, text, found, nearest);
    }

    @Test
    void namesTheRangeOfDurations() {
        assertThat(DURATION.expected())
                .isEqualTo("a duration such as 10 seconds, 5 minutes or 1 hour, from 1 second to 31 days");
    }

    @ParameterizedTest
    @CsvSource({
        "500 MiB, 524288000",
        "500M, 524288000",
        "5 MB, 5000000",
        "8192, 8192",
        "1.5 KiB, 1536",
        "2 kilobytes, 2000",
        "1B, 1",
    })
    void readsSizesAsHoconDoes(String text, long expected) throws BadValue {
        assertThat(SIZE.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "5 apples, '\"5 apples\" is not a size', none",
                "5 MiBs, '\"5 MiBs\" is not a size', 5 MiB",
                "-5 MiB, '\"-5 MiB\" is too small', none",
                "0, '\"0\" is too small', none",
                "2 TiB, '\"2 TiB\" is too large', none",
                "99999999999 YiB, '\"99999999999 YiB\" is too large', none",
                "much, '\"much\" is not a size', none",
            })
    void refusesOtherSizes(String text, String found, @Nullable String nearest) {
        assertBad(SIZE, text, found, nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "0", "7", "100", "+3"})
    void readsWholeNumbers(String text) throws BadValue {
        assertThat(INTEGER.parse(text)).isEqualTo(Integer.parseInt(text));
    }

    @ParameterizedTest
    @CsvSource({
        "9.5, 9.5 is not a whole number",
        "9.0, 9.0 is not a whole number",
        "1e2, 1e2 is not a whole number",
        "ten, '\"ten\" is not a number'",
        "0x10, '\"0x10\" is not a number'",
        "٣, '\"٣\" is not a number'",
        "-6, -6 is too small",
        "101, 101 is too large",
        "99999999999999999999, 99999999999999999999 is too large",
    })
    void refusesOtherNumbers(String text, String found) {
        assertBad(INTEGER, text, found, null);
    }

    @Test
    void readsWordsOfAnEnum() throws BadValue {
        assertThat(COLOUR.parse("red")).isEqualTo(Colour.RED);
        assertThat(COLOUR.parse("dark-blue")).isEqualTo(Colour.DARK_BLUE);
        assertThat(COLOUR.expected()).isEqualTo("one of red, dark-blue");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "rde, 'unknown word \"rde\"', red",
                "RED, 'unknown word \"RED\"', red",
                "dark_blue, 'unknown word \"dark_blue\"', dark-blue",
                "green, 'unknown word \"green\"', none",
                "ultra-violet, '\"ultra-violet\" is known, but not in this version', none",
            })
    void refusesOtherWords(String text, String found, @Nullable String nearest) {
        assertBad(COLOUR, text, found, nearest);
    }

    private static void assertBad(Kind<?> kind, String text, String found, @Nullable String nearest) {
        BadValue bad = catchThrowableOfType(BadValue.class, () -> kind.parse(text));
        assertThat(bad).as("%s", text).isNotNull();
        assertThat(bad.found()).isEqualTo(found);
        assertThat(bad.nearest()).isEqualTo(nearest);
        assertThat(bad.getStackTrace()).isEmpty();
    }
}
