package dev.portcullis.core.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the Connection field of a message says (RFC 9110 7.6.1).
 *
 * @param close whether the sender closes after this message
 * @param keepAlive whether an HTTP/1.0 sender keeps the connection (RFC 9112 9.3)
 * @param nominated lower-case names of further fields that concern this connection only
 */
public record ConnectionOptions(boolean close, boolean keepAlive, Set<String> nominated) {

    private static final ConnectionOptions NONE = new ConnectionOptions(false, false, Set.of());
    private static final ConnectionOptions CLOSE = new ConnectionOptions(true, false, Set.of());
    private static final ConnectionOptions KEEP_ALIVE = new ConnectionOptions(false, true, Set.of());

    /** The options of a message with these fields. */
    public static ConnectionOptions of(Fields fields) {
        int index = fields.indexOf(FieldName.CONNECTION, 0);
        if (index < 0) {
            return NONE;
        }
        String value = fields.value(index);
        if (fields.indexOf(FieldName.CONNECTION, index + 1) < 0) {
            if (value.equalsIgnoreCase("keep-alive")) {
                return KEEP_ALIVE;
            }
            if (value.equalsIgnoreCase("close")) {
                return CLOSE;
            }
        }
        return parse(fields.all(FieldName.CONNECTION));
    }

    private static ConnectionOptions parse(List<String> values) {
        boolean close = false;
        boolean keepAlive = false;
        Set<String> nominated = new HashSet<>();
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                String option = part.strip().toLowerCase(Locale.ROOT);
                switch (option) {
                    case "" -> {}
                    case "close" -> close = true;
                    case "keep-alive" -> keepAlive = true;
                    default -> nominated.add(option);
                }
            }
        }
        return new ConnectionOptions(close, keepAlive, Set.copyOf(nominated));
    }

    /** Whether the connection may serve another message after one of this version. */
    public boolean persists(HttpVersion version) {
        return version == HttpVersion.HTTP_1_0 ? keepAlive && !close : !close;
    }
}
