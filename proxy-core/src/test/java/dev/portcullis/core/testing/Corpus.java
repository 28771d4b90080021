package dev.portcullis.core.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shared corpus of raw requests and responses, which lies beside the project: {@code ../shared/corpus}. */
public final class Corpus {

    /** The list of all cases. */
    public static final String MANIFEST = "manifest-rfc.jsonl";

    private Corpus() {}

    /**
     * A case.
     *
     * @param id its name
     * @param expect what is to become of it: {@code reject}, {@code accept}, {@code safe}...
     * @param method of the request that a response answers
     * @param closes whether the origin closes after the response
     * @param bytes as sent
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Case(String id, String expect, String method, boolean closes, byte[] bytes) {

        @Override
        public String toString() {
            return id;
        }
    }

    /** A file of the corpus. Fails, and says which is missing, when it isn't there. */
    public static Path file(String name) {
        Path file =
                Path.of("..", "..", "shared", "corpus", name).toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new AssertionError(
                    "the shared corpus is missing: " + file + " (it belongs in ../shared/corpus beside the project)");
        }
        return file;
    }

    /** All cases of a kind: {@code req} or {@code resp}. */
    public static List<Case> cases(String kind) {
        try {
            List<Case> cases = new ArrayList<>();
            for (String line : Files.readAllLines(file(MANIFEST))) {
                Map<String, String> entry = strings(line);
                if (kind.equals(entry.get("kind"))) {
                    cases.add(new Case(
                            entry.getOrDefault("id", ""),
                            entry.getOrDefault("expect", ""),
                            entry.getOrDefault("method", ""),
                            entry.getOrDefault("after", "close").equals("close"),
                            Files.readAllBytes(file(entry.getOrDefault("file", "")))));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The members of an object whose values are strings. */
    private static Map<String, String> strings(String json) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token == JsonToken.VALUE_STRING) {
                    members.putIfAbsent(name, parser.getText());
                }
            }
        }
        return members;
    }
}
