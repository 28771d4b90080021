package dev.portcullis.rules.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {

    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "ab",
            "abc",
            "B",
            ".",
            "^",
            "$",
            "*",
            "+",
            "?",
            "{2}",
            "{0,1}",
            "|",
            "(",
            ")",
            "(?i)",
            "(?:",
            "[ab]",
            "[^]b]",
            "\\.",
            "\\d",
            "\\b",
            "\\x61",
            "\\Qab\\E",
            "-",
            "\\pL",
            "]",
            "}",
            "[[:alpha:]]");

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "^/wp-(login|admin) => /wp-",
                "(?i)UNION.+select => select",
                "/a5[0-9]+$ => /a5",
                "\\.php\\?id= => .php?id=",
                "abcd?efghi => efghi",
                "abcdefg+h => abcdefg",
                "abcd{2}ef => abc",
                "[abc]defg => defg",
                "[]abcd]efg(hijk)?lm => efg",
                "\\bpasswd\\b => passwd",
            })
    void findsThePieceThatATextMustHold(String expression, String piece) {
        assertThat(Literals.required(expression)).isEqualTo(piece);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcd|efgh",
                "(abcd)",
                "ab.cd",
                "[abcd]",
                "\\Qabcd\\E",
                "\\x61bcd",
                "\\pNabcd",
                "(?i)(abcd)?",
                "ab",
                "[[:alpha:]]abcd"
            })
    void saysNothingThatIsNotCertain(String expression) {
        assertThat(Literals.required(expression)).isNull();
    }

    @Property(tries = 3000)
    void whateverAnExpressionIsFoundInHoldsItsPiece(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder expression = new StringBuilder("~");
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            expression.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        String pattern = expression.toString();
        if (Expression.problem(pattern) != null) {
            return;
        }
        Expression compiled = Expression.any(List.of(pattern), random.nextBoolean());
        String piece = Expression.letters(pattern);
        for (int round = 0; round < 30 && piece != null && compiled != null; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append("abcABC.-1".charAt(random.nextInt(9)));
            }
            if (compiled.foundIn(text.toString())) {
                assertThat(text.toString().toLowerCase(Locale.ROOT)).contains(piece);
            }
        }
    }
}
