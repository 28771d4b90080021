package dev.portcullis.rules.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "/.env, /.env, true",
        "/.env, /.env2, false",
        "/.env, /a/.env, false",
        "/.git/*, /.git/config, true",
        "/.git/*, /.git/, true",
        "/.git/*, /.git, false",
        "*/eval-stdin.php, /vendor/phpunit/eval-stdin.php, true",
        "*/eval-stdin.php, /eval-stdin.php?, false",
        "*/login*, /a/login/b, true",
        "*/login*, /a/logout, false",
        "a*a, a, false",
        "a*a, aa, true",
        "ab*ba, aba, false",
        "a*b*c, a-c-b-c, true",
        "a*b*c, a-c-b, false",
        "*, '', true",
        "**, anything, true",
        "'', '', true",
        "'', a, false",
        "a.c, abc, false",
        "[a], [a], true",
        "?, a, false",
    })
    void onlyTheStarIsSpecial(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern, false).matches(text)).isEqualTo(expected);
    }

    @Test
    void theCaseOfLettersCountsUnlessItIsToBeIgnored() {
        assertThat(new Glob("*/Login*", false).matches("/a/login/b")).isFalse();
        assertThat(new Glob("*SQLmap*", true).matches("sqlMAP/1.7 (http://sqlmap.org)"))
                .isTrue();
        assertThat(new Glob("curl/*", true).matches("CURL/8.0")).isTrue();
        assertThat(new Glob("*BOT", true).matches("a robot")).isTrue();
        assertThat(new Glob("wget", true).matches("WGET")).isTrue();
    }

    @Property(tries = 5000)
    void aGlobMatchesWhatTheEquivalentPatternMatches(@ForAll("globs") String pattern, @ForAll("texts") String text) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        boolean expected = Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
        assertThat(new Glob(pattern, false).matches(text)).isEqualTo(expected);
        assertThat(new Glob(pattern, true).matches(text.toUpperCase(Locale.ROOT)))
                .isEqualTo(expected);
    }

    @Test
    void aHostileTextCostsNoMoreThanItsLengthTimesThePatterns() {
        Glob glob = new Glob("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*ab*b", true);
        String text = "a".repeat(60_000) + "c";
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(text)).isFalse());
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings().withChars('a', 'b', '*', '/').ofMaxLength(7);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b', '/').ofMaxLength(10);
    }
}
