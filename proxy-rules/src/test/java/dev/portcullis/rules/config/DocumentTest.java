package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {

    private static final Kind<String> TEXT = Kinds.text("a text");

    @TempDir
    Path directory = Path.of("replaced");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    a = http://127.0.0.1:80          | 1 | expecting end of input or a comma, got ':'
                    a = 1 ; b { c = 2                | 2 | expecting close brace } or a comma, got end of file
                    a { b = 1 ; # the end            | 2 | expecting a closing brace '}' here, not: end of file
                    a = 1 ; b { c = 2 ; }}           | 3 | unbalanced close brace '}' with no open brace
                    a = 1 ; ; b = "x ; y"            | 2 | expecting a value but got wrong token: 'newline'
                    listen 80                        | 1 | key 'listen 80' may not be followed by token: end of file
                    a = 1 ; b = ${NO_SUCH_VARIABLE_1} | 2 | could not resolve substitution to a value: ${NO_SUCH_VARIABLE_1}
                    a = ${b} ; b = ${a}              | 2 | could not resolve substitution to a value: ${a} was part of a cycle of substitutions involving ${b}, ${a}, ${b}
                    a = [1, 2 ; b = 3                | 2 | list should have ended with ] or had a comma, instead had token: '='
                    a = *                            | 1 | expecting a value but got wrong token: '*'
                    a..b = 1                         | 1 | path has a leading, trailing, or two adjacent period '.' (use quoted "" empty string if you want an empty element)
                    """)
    void saysWhereTheTextIsNotHocon(String hocon, int line, String found) {
        Checked<String> checked = read(hocon.replace(" ; ", "\n"));

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            assertThat(problem.file()).isEqualTo("f.conf");
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.found()).startsWith(found);
            assertThat(problem.found()).doesNotContain("properties");
        });
    }

    @Test
    void advisesQuotesAroundSpecialCharacters() {
        assertThat(read("a = http://x").problems())
                .extracting(Problem::expected)
                .containsExactly("double quotes around a text with special characters");
    }

    @Test
    void resolvesSubstitutions() {
        assertThat(read("base = \"/x\", a = ${base}\"/y\", c = ${?nothing}").value())
                .hasValue("/x/y");
    }

    @Test
    void resolvesVariablesOfTheEnvironment() {
        assertThat(read("base = b, a = ${PATH}").value()).hasValue(System.getenv("PATH"));
    }

    @Test
    void namesTheEnvironmentWhenItsValueIsWrong() {
        Checked<Integer> checked =
                Document.ofText("f.conf", "a = ${PATH}").check(root -> root.find("a", Kinds.integers(0, 1)));

        assertThat(checked.problems()).extracting(Problem::file, Problem::line).contains(tuple("environment", 0));
    }

    @Test
    void includesFilesAndNamesThemInTheirProblems() throws IOException {
        Files.writeString(directory.resolve("more.conf"), "\nunknown = 1\n");
        Path main = Files.writeString(directory.resolve("main.conf"), "include \"more.conf\"\na = x\nalso = 2");

        Checked<String> checked = read(Document.ofFile(main));

        assertThat(checked.problems())
                .extracting(Problem::file, Problem::line, Problem::where)
                .containsExactly(
                        tuple(main.toString(), 3, "also"),
                        tuple(directory.resolve("more.conf").toString(), 2, "unknown"));
    }

    @Test
    void warnsOfAnIncludeThatAddsNothing() throws IOException {
        Path main = Files.writeString(directory.resolve("main.conf"), "include \"moer.conf\"\na = x");

        Checked<String> checked = read(Document.ofFile(main));

        assertThat(checked.value()).hasValue("x");
        assertThat(checked.problems())
                .containsExactly(new Problem(
                        Severity.WARNING,
                        main.toString(),
                        0,
                        "include",
                        "\"moer.conf\" adds nothing: there is no such file, or it is empty",
                        "",
                        null));
    }

    @Test
    void saysThatARequiredFileIsMissing() throws IOException {
        Path main = Files.writeString(directory.resolve("main.conf"), "include required(\"more.conf\")\na = x");

        assertThat(read(Document.ofFile(main)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.found()).contains("more.conf"));
    }

    @Test
    void saysThatAFileIsMissing() {
        Path missing = directory.resolve("missing.conf");

        assertThat(read(Document.ofFile(missing)).problems())
                .containsExactly(
                        new Problem(Severity.ERROR, missing.toString(), 0, "", "there is no such file", "", null));
    }

    @Test
    void saysThatAFileIsADirectory() {
        assertThat(read(Document.ofFile(directory)).problems())
                .extracting(Problem::found)
                .containsExactly("is a directory");
    }

    @Test
    void saysThatAFileIsNotText() throws IOException {
        Path main = Files.write(directory.resolve("main.conf"), new byte[] {'a', '=', (byte) 0xFF});

        assertThat(read(Document.ofFile(main)).problems())
                .extracting(Problem::found)
                .containsExactly("is not UTF-8 text");
    }

    @Test
    void readsHoconWhateverTheFileIsCalled() throws IOException {
        Path main = Files.writeString(directory.resolve("portcullis.json"), "a = x # not JSON");

        assertThat(read(Document.ofFile(main)).value()).hasValue("x");
    }

    @Test
    void readsAFileThatIsNamedWithoutADirectory() {
        assertThat(read(Document.ofFile(Path.of("pom.xml"))).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.file()).isEqualTo("pom.xml"));
    }

    @Test
    void tellsOfAKeyThatIsGivenTwice() {
        assertThat(read("a = x\n\na = y").problems())
                .containsExactly(new Problem(
                        Severity.ERROR,
                        "f.conf",
                        3,
                        "a",
                        "is given twice between the same braces, first in line 1",
                        "",
                        null));
    }

    @Test
    void ordersProblemsByLine() {
        assertThat(read("z = 1\ny = 1\nx = 1\na = []").problems())
                .extracting(Problem::line)
                .isEqualTo(List.of(1, 2, 3, 4));
    }

    @Property(tries = 3000)
    void neverThrows(@ForAll("nearlyHocon") String hocon) {
        Checked<List<Rule>> checked = Document.ofText("f.conf", hocon).check(RulesReader::read);

        assertThat(checked.value().isEmpty())
                .isEqualTo(checked.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR));
    }

    @Provide
    static Arbitrary<String> nearlyHocon() {
        Arbitrary<String> pieces = Arbitraries.of(
                "rules",
                "scanner",
                "x",
                "where",
                "not",
                "path",
                "status",
                "count",
                "requests",
                "over",
                "within",
                "then",
                "ban",
                "for",
                "default-rules",
                "off",
                "{",
                "{",
                "}",
                "}",
                "[",
                "]",
                "=",
                "=",
                "=",
                ":",
                ",",
                "\n",
                "\n",
                ".",
                " ",
                "\"",
                "\"\"\"",
                "#",
                "//",
                "${",
                "${?",
                "+=",
                "1",
                "9.5",
                "1 hour",
                "null",
                "\\",
                "include ",
                "\"a\"",
                "é",
                "\uFEFF");
        return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
    }

    private static Checked<String> read(String hocon) {
        return read(Document.ofText("f.conf", hocon));
    }

    private static Checked<String> read(Document document) {
        return document.check(root -> {
            RulesReader.read(root);
            root.has("base");
            root.has("b");
            return root.need("a", TEXT);
        });
    }
}
