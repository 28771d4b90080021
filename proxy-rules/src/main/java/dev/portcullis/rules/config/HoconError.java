package dev.portcullis.rules.config;

import com.typesafe.config.ConfigException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says in words for people what HOCON's own parser complains of. */
final class HoconError {

    private static final Pattern PLACE = Pattern.compile("^.*?: \\d+: ");
    private static final Pattern ADVICE =
            Pattern.compile(" \\((if you (intended|want)|JSON does not|Reserved character).*$");

    private HoconError() {}

    static Place place(ConfigException e, String mainFile) {
        return e.origin() == null ? new Place(mainFile, 0) : Place.of(e.origin());
    }

    static String found(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof ConfigException.IO) {
            return "can't be read: " + message;
        }
        // the parser's own words for a missing brace
        message = message.replace("a close parentheses ')'", "a closing brace '}'");
        String plain = ADVICE.matcher(PLACE.matcher(message).replaceFirst("")).replaceFirst("");
        return plain.isEmpty() ? plain : plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }

    static String expected(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof ConfigException.UnresolvedSubstitution) {
            return "a key of this file or a variable of the environment; ${?...} may be absent";
        }
        return message.contains("if you intended") ? "double quotes around a text with special characters" : "";
    }
}
