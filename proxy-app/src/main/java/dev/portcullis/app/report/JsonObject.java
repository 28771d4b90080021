package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read (RFC 8259). Asking for a member that is missing or of another type throws {@link
 * IllegalArgumentException} with a message for people.
 */
public final class JsonObject {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** The object that is all of the text. Throws IllegalArgumentException when it isn't one. */
    public static JsonObject parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("expected a JSON object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("expected nothing after the JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is such a member and it isn't null. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** A string. */
    public String text(String name) {
        return get(name, String.class, "a string");
    }

    /** A string; null when there is none. */
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** A whole number. */
    public long number(String name) {
        try {
            return decimal(name).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + name + "\" is not a whole number", e);
        }
    }

    /** A number of seconds, as nanoseconds. */
    long nanos(String name) {
        return decimal(name).movePointRight(9).longValueExact();
    }

    /** A number with a fraction. */
    double fraction(String name) {
        return decimal(name).doubleValue();
    }

    /** A truth value. */
    public boolean flag(String name) {
        return get(name, Boolean.class, "true or false");
    }

    /** An instant in the format of RFC 3339. */
    Instant instant(String name) {
        return InstantText.parse(text(name));
    }

    /** An address or network. */
    IpPrefix prefix(String name) {
        return AddressInput.parse(text(name));
    }

    /** An enum's constant, by its word. */
    <E extends Enum<E>> E word(String name, E[] constants) {
        String word = text(name);
        for (E constant : constants) {
            if (RuleText.word(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is not a word that is known");
    }

    /** An object. */
    JsonObject object(String name) {
        return get(name, JsonObject.class, "an object");
    }

    /** An object; null when there is none. */
    @Nullable
    JsonObject objectOrNull(String name) {
        return has(name) ? object(name) : null;
    }

    /** An array of objects. */
    public List<JsonObject> objects(String name) {
        return list(name, JsonObject.class, "an array of objects");
    }

    /** An array of strings. */
    List<String> texts(String name) {
        return list(name, String.class, "an array of strings");
    }

    /** An array of numbers. */
    List<Double> numbers(String name) {
        return list(name, BigDecimal.class, "an array of numbers").stream()
                .map(BigDecimal::doubleValue)
                .toList();
    }

    private BigDecimal decimal(String name) {
        return get(name, BigDecimal.class, "a number");
    }

    private <T> List<T> list(String name, Class<T> type, String expected) {
        List<T> values = new ArrayList<>();
        for (Object value : get(name, List.class, expected)) {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("\"" + name + "\" is not " + expected);
            }
            values.add(type.cast(value));
        }
        return values;
    }

    private <T> T get(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is not " + expected);
        }
        return type.cast(value);
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        Map<String, Object> members = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                members.put(name, value);
            }
        }
        return new JsonObject(members);
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = value(parser, token);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value can begin with " + token);
        };
    }
}
