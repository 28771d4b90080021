package dev.portcullis.core.hostile;

import java.util.List;
import java.util.Locale;

/**
 * A message as the strict reader understood it. Characters stand for bytes (ISO-8859-1).
 *
 * @param start the three parts of its first line: method, target and version, or version, status and reason
 * @param fields as they came, without the white space around values
 * @param chunked whether the body came in chunks
 * @param body without its framing
 * @param trailers the fields after a chunked body
 */
record Message(List<String> start, List<Field> fields, boolean chunked, String body, List<Field> trailers) {

    /**
     * A field.
     *
     * @param name as it was spelled
     * @param value without white space around it
     */
    record Field(String name, String value) {

        /** Its name in lower case. */
        String key() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** The values of a name in lower case, in order. */
    List<String> values(String key) {
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .map(Field::value)
                .toList();
    }

    /** The status of a response. */
    int status() {
        return Integer.parseInt(start.get(1));
    }
}
