package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.pattern.Expression;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The kinds of value that are patterns for texts of requests, or names in them. */
final class TextKinds {

    /** The name of a field (RFC 9110 5.1); it is read in lower case. */
    static final Kind<String> FIELD = Kind.of("the name of a field such as Accept-Language", text -> {
        if (!isToken(text)) {
            throw new BadValue(quoted(text) + " is not the name of a field");
        }
        return text.toLowerCase(Locale.ROOT);
    });

    /** The name of a cookie (RFC 6265 4.1.1), or the beginning of one and {@code *}. */
    static final Kind<String> COOKIE =
            Kind.of("the name of a cookie such as PHPSESSID or wordpress_logged_in_*", text -> {
                String name = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
                if (!isToken(name) || name.contains("*")) {
                    throw new BadValue(quoted(text) + " is not the name of a cookie");
                }
                return text;
            });

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private TextKinds() {}

    /** Whether the text is a token (RFC 9110 5.6.2). */
    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /**
     * Patterns: globs, and RE2 expressions after a {@code ~}. What isn't ASCII is turned into what {@code Facts} holds for it, its
     * UTF-8 bytes as ISO-8859-1.
     */
    static Kind<String> pattern(String expected) {
        Kind<String> texts = Kinds.text(expected);
        return Kind.of(expected, text -> checked(octets(texts.parse(text))));
    }

    /** As {@link #pattern}, but the empty text is one too. */
    static Kind<String> patternOrEmpty(String expected) {
        return Kind.of(expected, text -> checked(octets(text)));
    }

    /** The pattern. Throws {@link BadValue} if it is an expression that is none. */
    static String checked(String pattern) throws BadValue {
        String problem = Expression.is(pattern) ? Expression.problem(pattern) : null;
        if (problem != null) {
            throw new BadValue(quoted(pattern) + " " + problem);
        }
        return pattern;
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
