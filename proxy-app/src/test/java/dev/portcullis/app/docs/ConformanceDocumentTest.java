package dev.portcullis.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/conformance.md names every requirement, and only tests that exist. */
class ConformanceDocumentTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCUMENT = ROOT.resolve("docs/conformance.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Properties))(?:\\.(\\w+))?`");

    @Test
    void everyRequirementIsThereOnce() throws IOException {
        String document = Files.readString(DOCUMENT);

        List<Integer> named = Pattern.compile("^\\| R(\\d+) \\|", Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();

        assertThat(named).doesNotHaveDuplicates().isSorted();
        assertThat(named).containsAll(IntStream.rangeClosed(1, 41).boxed().toList());
    }

    @TestFactory
    Stream<DynamicTest> thereIsATest() throws IOException {
        return TEST.matcher(Files.readString(DOCUMENT))
                .results()
                .map(test -> DynamicTest.dynamicTest(test.group(), () -> assertExists(test.group(1), test.group(2))));
    }

    private static void assertExists(String type, @Nullable String method) throws IOException {
        List<Path> sources = sources(type + ".java");

        assertThat(sources).hasSize(1);
        if (method != null) {
            assertThat(Files.readString(sources.get(0))).contains(" " + method + "(");
        }
    }

    private static List<Path> sources(String fileName) throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT,
                20,
                (path, attributes) -> path.endsWith(fileName) && path.toString().contains("src/test/java"))) {
            return files.toList();
        }
    }
}
