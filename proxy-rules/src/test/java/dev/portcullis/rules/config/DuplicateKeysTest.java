package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.config.DuplicateKeys.Duplicate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateKeysTest {

    @Test
    void findsAKeyThatIsGivenTwice() {
        assertThat(DuplicateKeys.in("a = 1\nb = 2\na = 3")).containsExactly(new Duplicate("a", 3, 1));
    }

    @Test
    void findsItWithinASection() {
        assertThat(DuplicateKeys.in("s {\n t : { x = 1, y = 2,\n x = 3 }\n}"))
                .containsExactly(new Duplicate("s.t.x", 3, 2));
    }

    @Test
    void findsItWithinASectionInAList() {
        assertThat(DuplicateKeys.in("l = [\n { x = 1 }\n { x = 1\n x = 2 } ]"))
                .containsExactly(new Duplicate("l[].x", 4, 3));
    }

    @Test
    void findsItWithinBracesAroundAll() {
        assertThat(DuplicateKeys.in("{\n\"a\": 1,\n\"a\": 2\n}")).containsExactly(new Duplicate("a", 3, 2));
    }

    @Test
    void findsTwoRulesOfOneName() {
        assertThat(DuplicateKeys.in("rules {\n a { x = 1 }\n a { y = 2 }\n}"))
                .containsExactly(new Duplicate("rules.a", 3, 2));
        assertThat(DuplicateKeys.in("rules.a { x = 1 }\nrules.a { y = 2 }"))
                .containsExactly(new Duplicate("rules.a", 2, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a { x = 1 }\nb { x = 1 }",
                "timeouts { idle = 1s }\ntimeouts { header = 1s }",
                "port = 80\nport = ${?PORT}",
                "path = [a]\npath += b",
                "path = [a]\npath = ${path} [b]",
                "a = 1 # a = 2\n# a = 3\n// a = 4",
                "a = \"x\na = y\"",
                "a = \"\"\"\na = 1\na = 2\n\"\"\"\"\nb = 1",
                "a = \"\\\" , a = 1\"",
                "a = { b = 1 } { c = 2 }\nb = 1",
                "a = [ # a = 1\n a, a, [ a, a ] ]",
                "include \"x\"\ninclude \"x\"",
                "a = ${b.c}, b { a = 1, c = 1 }",
                "rules.a.over = 1\nrules.a.within = 1s",
                "",
                "# only a comment",
            })
    void leavesAloneWhatIsMeant(String hocon) {
        assertThat(DuplicateKeys.in(hocon)).isEmpty();
    }

    @Test
    void countsLinesPastCommentsAndLongStrings() {
        assertThat(DuplicateKeys.in("# one\na = \"\"\"two\nthree\"\"\"\n\n// five\na = 6"))
                .containsExactly(new Duplicate("a", 6, 2));
    }

    @Test
    void findsNoneInWhatIsShipped() throws IOException {
        assertThat(DuplicateKeys.in(
                        Files.readString(Path.of("../conf/portcullis.conf")).replace("\n#", "\n")))
                .isNotNull();
        assertThat(DuplicateKeys.in(Files.readString(Path.of("../conf/portcullis.conf"))))
                .isEmpty();
    }
}
