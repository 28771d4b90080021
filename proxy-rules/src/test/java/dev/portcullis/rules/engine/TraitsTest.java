package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What conditions ask of requests beyond their method, host, path, user agent and status. */
class TraitsTest {

    private static final Request ANYBODY = Request.from("192.0.2.1");

    private static boolean denied(String where, Request request) {
        World world = World.of("rules.it { where { " + where + " }, then = deny }");
        return world.visit(request) instanceof Verdict.Deny;
    }

    @ParameterizedTest
    @CsvSource({
        "*union*select*, id=1+union+select+2, true",
        "*union*select*, id=1%20union%20select, true",
        "*union select*, id=1%2520union%2520select, false",
        "a=b, a=b, true",
        "a=b, a=bc, false",
        "'~ ^(a|b)=[0-9]+$', b=12, true",
        "'~ ^(a|b)=[0-9]+$', b=x, false",
        "*../*, f=..%2f..%2fetc, true",
        "*%*, a=100%, true",
    })
    void theQueryIsComparedAsTheApplicationReadsIt(String pattern, String query, boolean expected) {
        assertThat(denied("query = \"" + pattern + "\"", ANYBODY.asking(query))).isEqualTo(expected);
    }

    @Test
    void aFieldIsComparedWithoutRegardToCaseAndAnAbsentOneIsEmpty() {
        String json = "header { Accept = [\"*JSON*\", \"~ ^text/x-\"] }";
        assertThat(denied(json, ANYBODY.with("accept", "application/json"))).isTrue();
        assertThat(denied(json, ANYBODY.with("accept", "text/X-yaml"))).isTrue();
        assertThat(denied(json, ANYBODY.with("accept", "text/html"))).isFalse();
        assertThat(denied(json, ANYBODY)).isFalse();
        assertThat(denied("header { Accept-Language = \"\" }", ANYBODY)).isTrue();
        assertThat(denied("header { Accept-Language = \"\" }", ANYBODY.with("accept-language", "de")))
                .isFalse();
        assertThat(denied("not { header { Accept-Language = \"\" } }", ANYBODY)).isFalse();
    }

    @Test
    void severalFieldsMustAllMatch() {
        String both = "header { a = \"1\", b = \"\" }";
        assertThat(denied(both, ANYBODY.with("a", "1"))).isTrue();
        assertThat(denied(both, ANYBODY.with("b", "1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'~ ^/wp-(login|admin)', /wp-login.php, true",
        "'~ ^/wp-(login|admin)', /blog/wp-login.php, false",
        "'~ \\\\.(bak|old)$', /x/index.php.old, true",
        "'~ (?i)readme', /README.md, true",
        "'~ readme', /README.md, false",
    })
    void aPathMayBeAnExpression(String pattern, String path, boolean expected) {
        assertThat(denied("path = \"" + pattern + "\"", ANYBODY.get(path))).isEqualTo(expected);
        assertThat(denied("path = [\"/other\", \"" + pattern + "\"]", ANYBODY.get(path)))
                .isEqualTo(expected);
        assertThat(denied("path = \"/*\", not { path = \"" + pattern + "\" }", ANYBODY.get(path)))
                .isEqualTo(!expected);
    }

    @Test
    void anExpressionThatWouldHangOthersTakesItsTimeOnly() {
        String evil = "path = \"~ ^(a+)+$\"";
        assertThat(denied(evil, ANYBODY.get("/" + "a".repeat(8000) + "!"))).isFalse();
    }

    @Test
    void aSessionIsOneThatTheSiteBegan() {
        World world = World.of("rules.it { where { session = false }, then = deny }");
        world.engine.cookiesSet(ANYBODY, List.of("PHPSESSID=abc"), 0);

        assertThat(world.visit(ANYBODY.with("cookie", "PHPSESSID=abc"))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(ANYBODY.with("cookie", "PHPSESSID=abd"))).isEqualTo(new Verdict.Deny("it"));
    }

    @Test
    void theOriginsWordIsLookedForInWhatItSaysNotInItsReasons() {
        World world = World.of("rules.it { where { origin-signal = \"spam*\" }, then = ban, for = 1h }");
        world.visit(ANYBODY, 200, "note; spam?");
        assertThat(world.banned).isEmpty();
        world.visit(ANYBODY, 200, "SPAM link; found in a comment");
        assertThat(world.banned).hasSize(1);
    }
}
