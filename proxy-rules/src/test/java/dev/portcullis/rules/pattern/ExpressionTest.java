package dev.portcullis.rules.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    /** With an engine that tries one way after the other these take longer than the universe has existed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "~(a+)+$",
                "~^(a|a)*$",
                "~(a|aa)+$",
                "~(.*a){60}$",
                "~(x+x+)+y",
                "~((a{5}){5}){5}$",
                "~(a?){90}a{90}$"
            })
    @Timeout(20)
    void whateverIsWrittenAHostileTextCostsNoMoreThanItsLength(String pattern) {
        assertThat(Expression.problem(pattern)).isNull();
        Expression expression = Objects.requireNonNull(Expression.any(List.of(pattern), true));
        assertThat(expression.foundIn("a".repeat(8192) + "!")).isFalse();
        assertThat(expression.foundIn("x".repeat(8192) + "!")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~(.*a){1000}$",
                "~((((a{999}){999}){999}){999}){999}",
                "~((a{100}){100})",
                "~([0-9]{50}x{0,60}){50,}",
                "~(((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
            })
    @Timeout(5)
    void whatWouldBeHugeWrittenOutIsRefusedBeforeItIs(String pattern) {
        assertThat(Expression.problem(pattern)).contains("repeats too much");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "abc 3", "a{3} 3", "(ab){3} 6", "(ab{2}|c){3}d 16", "[0-9]{1,3}\\.[0-9]{1,3} 7", "a{2,} 2", "a{,5} 5",
                        "a{x} 4",
                "[]a{9}]{2} 2", "[[:alpha:]]{4} 4", "\\({3} 3", "(a 1", "a) 1", "a*b+ 2", "{3} 0", "a{12345} 8",
                "\\x{2028} 1", "\\p{Greek}{3} 3", "a\\P{L} 2", "\\x{20 4", "\\Qa{3}\\E{2}b 6", "\\Qa{9} 4", "\\pL{2} 3"
            })
    void isAsLargeAsWhatIsRepeatedWrittenOut(String expression, long size) {
        assertThat(WrittenOut.size(expression)).isEqualTo(size);
    }

    @Test
    void whatPeopleWriteIsAccepted() {
        for (String pattern : List.of(
                "~^/[a-z]{2}/wp-(admin|login)\\.php$",
                "~(?i)(union|select).{0,40}from",
                "~\\b\\d{1,3}(\\.\\d{1,3}){3}\\b",
                "~" + "bot|".repeat(200) + "x",
                "~[^\\x{20}]\\x{2028}\\p{Greek}\\P{Latin}",
                "~\\Q{9999}{1000}\\E")) {
            assertThat(Expression.problem(pattern)).as(pattern).isNull();
        }
    }

    @Test
    void whatTakesInTheNextExpressionIsRefused() {
        assertThat(Expression.problem("~\\Qbot")).contains("is not an RE2 expression");
        assertThat(Expression.problem("~a)|(b")).contains("is not an RE2 expression");
    }
}
