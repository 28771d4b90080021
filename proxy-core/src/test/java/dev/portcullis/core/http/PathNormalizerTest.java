package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PathNormalizerTest {

    private static final String SECRET = "/admin/secret.php";
    private static final int SPELLINGS = 35;

    /** What Debian's Apache with mod_php does with each spelling of {@link #SECRET}. */
    static List<Arguments> spellings() throws IOException {
        return Files.readAllLines(Corpus.file("path-variants-apache.tsv")).stream()
                .filter(line -> !line.startsWith("# "))
                .map(line -> line.split("\t", -1))
                .map(columns -> Arguments.of(columns[0], columns[1]))
                .toList();
    }

    @Test
    void thereAreAllSpellings() throws IOException {
        assertThat(spellings()).hasSize(SPELLINGS);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("spellings")
    void meetsARuleOnThePathExactlyWhenApacheServesIt(String spelling, String answer) throws Exception {
        if (answer.startsWith("400")) {
            assertRefusedOrOther(spelling);
            return;
        }
        assertThat(isSecret(spelling)).as(answer).isEqualTo(answer.endsWith("REACHES"));
    }

    private static void assertRefusedOrOther(String spelling) throws MalformedMessageException {
        if (spelling.contains("#")) {
            assertThatThrownBy(() -> RequestTarget.parse("GET", spelling, "localhost"))
                    .isInstanceOf(MalformedMessageException.class);
        } else {
            assertThat(isSecret(spelling)).isFalse();
        }
    }

    private static boolean isSecret(String spelling) throws MalformedMessageException {
        RequestTarget target = RequestTarget.parse("GET", spelling, "localhost");
        String path = PathNormalizer.normalize(target.rawPath());
        return path.equals(SECRET) || path.startsWith(SECRET + "/");
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "*, *",
        "'', ''",
        "/a/b, /a/b",
        "/a/, /a/",
        "//, /",
        "/a//b//, /a/b/",
        "/., /",
        "/.., /",
        "/../.., /",
        "/../a, /a",
        "/a/., /a/",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/../c, /a/c",
        "/a/../../b, /b",
        "/.well-known/x, /.well-known/x",
        "/a/..b/...//c, /a/..b/.../c",
        "/%2e%2E/%2E/a%2f..%2Fb, /a%2F..%2Fb",
        "/%61%C3%A9, /a\u00c3\u00a9",
        "/100%, /100%25",
        "/%zz%4, /%25zz%254",
        "/%25%32%35, /%2525",
        "/a%3Fb%23c, /a?b#c",
        "/a+b, /a+b",
    })
    void decodesOnceMergesSlashesAndRemovesDotSegments(String raw, String normal) {
        assertThat(PathNormalizer.normalize(raw)).isEqualTo(normal);
    }

    @Property
    void aNormalPathIsItsOwnNormalForm(@ForAll("paths") String raw) {
        String normal = PathNormalizer.normalize(raw);
        assertThat(PathNormalizer.normalize(normal)).isEqualTo(normal);
    }

    @Property
    void aNormalPathHasNothingToHideBehind(@ForAll("paths") String raw) {
        String normal = PathNormalizer.normalize(raw);
        assertThat(normal)
                .startsWith("/")
                .doesNotContain("//")
                .doesNotContain("/./")
                .doesNotContain("/../");
        assertThat(normal).doesNotEndWith("/.").doesNotEndWith("/..").doesNotContainPattern("%(?!2F|25)");
    }

    @Property
    void encodingACharacterMoreChangesNothing(@ForAll("paths") String raw, @ForAll int where) {
        int at = Math.floorMod(where, raw.length());
        char c = raw.charAt(at);
        if (c != '/' && c != '%' && !isWithinEncoding(raw, at)) {
            String encoded = raw.substring(0, at) + String.format("%%%02x", (int) c) + raw.substring(at + 1);
            assertThat(PathNormalizer.normalize(encoded)).isEqualTo(PathNormalizer.normalize(raw));
        }
    }

    private static boolean isWithinEncoding(String raw, int at) {
        return raw.lastIndexOf('%', at) >= 0 && at - raw.lastIndexOf('%', at) <= 2;
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(
                        "/",
                        ".",
                        "..",
                        "%",
                        "%2",
                        "%2e",
                        "%2F",
                        "%25",
                        "%61",
                        "2",
                        "5",
                        "a",
                        "index.php",
                        "\u00e9",
                        ";",
                        "?")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }
}
