package dev.portcullis.rules.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GlobSetTest {

    @Test
    void theListsThatATextMatchesAreFound() {
        GlobSet set = new GlobSet(
                List.of(List.of("/.env", "*/.git/*"), List.of("*.php", "*.asp"), List.of("/"), List.of("*")), false);
        assertThat(set.match("/.env")).isEqualTo(bits(0, 3));
        assertThat(set.match("/a/.git/config.php")).isEqualTo(bits(0, 1, 3));
        assertThat(set.match("/")).isEqualTo(bits(2, 3));
        assertThat(set.match("")).isEqualTo(bits(3));
    }

    @Test
    void withoutListsNothingIsFound() {
        assertThat(new GlobSet(List.of(), false).match("/any/path")).isEqualTo(bits());
    }

    @Test
    void theCaseOfAsciiLettersCanBeIgnored() {
        GlobSet set = new GlobSet(List.of(List.of("*SQLmap*"), List.of("*\u00C4B\u00C4*")), true);
        assertThat(set.match("a sqlMAP b")).isEqualTo(bits(0));
        assertThat(set.match("\u00C4b\u00C4")).isEqualTo(bits(1));
        assertThat(set.match("\u00E4b\u00E4")).isEqualTo(bits());
    }

    @Test
    void aPatternOfCharactersThatNoTextHasMatchesNothing() {
        GlobSet set = new GlobSet(List.of(List.of("*\u0141\u0142\u0143*")), false);
        assertThat(set.match("ABC")).isEqualTo(bits());
    }

    @Property(tries = 3000)
    void theSetFindsWhatEachPatternFindsAlone(
            @ForAll("lists") List<List<String>> lists, @ForAll("texts") String text, @ForAll boolean ignoreCase) {
        BitSet expected = new BitSet();
        for (int list = 0; list < lists.size(); list++) {
            for (String pattern : lists.get(list)) {
                if (new Glob(pattern, ignoreCase).matches(text)) {
                    expected.set(list);
                }
            }
        }
        assertThat(new GlobSet(lists, ignoreCase).match(text)).isEqualTo(expected);
    }

    @Test
    void aHostileTextOfOneTrigramIsTriedOnceByEachPattern() {
        List<List<String>> lists = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> lists.add(List.of("*aaa" + "a".repeat(i % 7) + "*b" + i)));
        GlobSet set = new GlobSet(lists, false);
        String text = "a".repeat(60_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(set.match(text)).isEqualTo(bits()));
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        IntStream.of(numbers).forEach(bits::set);
        return bits;
    }

    @Provide
    Arbitrary<List<List<String>>> lists() {
        return Arbitraries.strings()
                .withChars('a', 'b', 'B', '*', '/')
                .ofMaxLength(8)
                .list()
                .ofMaxSize(4)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'A', 'b', '/').ofMaxLength(14);
    }
}
