package dev.portcullis.app.banlist;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value with the line it begins in. Quotes may be single ones, as in what Python prints and fail2ban with it.
 *
 * @param line from 1
 * @param value a text for a string, number or truth value, a list, a map, or null
 */
record Node(int line, @Nullable Object value) {

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    /** Text that is not JSON. */
    static final class NotJson extends Exception {
        private final int line;

        NotJson(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    static Node parse(String text) throws NotJson {
        try (JsonParser parser = FACTORY.createParser(text)) {
            Node node = node(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw new NotJson(parser.currentTokenLocation().getLineNr(), "something follows the end of the list");
            }
            return node;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new NotJson(line, "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Node node(JsonParser parser, @Nullable JsonToken token) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Node> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                members.put(name, node(parser, parser.nextToken()));
            }
            return new Node(line, members);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> elements = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                elements.add(node(parser, next));
            }
            return new Node(line, elements);
        }
        return new Node(line, token == null || token == JsonToken.VALUE_NULL ? null : parser.getText());
    }

    /** Its elements; those of no array are none. */
    List<Node> elements() {
        List<Node> elements = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> elements.add((Node) each));
        }
        return elements;
    }

    /** Its members in their order; those of no object are none. */
    Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> members.put((String) name, (Node) each));
        }
        return members;
    }

    /** The text of a member; null when there is none. */
    @Nullable
    String text(String name) {
        Node member = members().get(name);
        return member != null && member.value instanceof String text ? text : null;
    }

    boolean has(String name) {
        return members().containsKey(name);
    }

    boolean isArray() {
        return value instanceof List<?>;
    }

    boolean isObject() {
        return value instanceof Map<?, ?>;
    }
}
