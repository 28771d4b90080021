package dev.portcullis.rules.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds keys that are given twice between the same braces of a HOCON text, which HOCON itself silently lets the later one
 * win, or merges.
 *
 * <p>What HOCON's users do on purpose is left alone: sections that add to one another, and a value after which another one
 * stands that builds on it or overrides it by a substitution, as in <code>port = 80, port = ${?PORT}</code>. A rule, though, is a section that
 * is meant to be read as one sentence: two of the same name are reported.
 *
 * <p>Reads only text that HOCON's parser has accepted, so it needs no errors of its own: it knows comments, the three kinds
 * of strings, brackets and where a value ends.
 */
final class DuplicateKeys {

    /**
     * A key that was given before between the same braces.
     *
     * @param where the dotted path
     * @param line where it stands the second time
     * @param firstLine where it stands the first time
     */
    record Duplicate(String where, int line, int firstLine) {}

    private static final Pattern RULE = Pattern.compile("rules\\.[^.]+");

    private record Entry(int line, boolean section, boolean substitutes) {}

    private final String text;
    private final List<Duplicate> found = new ArrayList<>();
    private int at;
    private int line = 1;

    private DuplicateKeys(String text) {
        this.text = text;
    }

    static List<Duplicate> in(String hocon) {
        DuplicateKeys scan = new DuplicateKeys(hocon);
        scan.blanks(true);
        if (scan.peek() == '{') {
            scan.next();
        }
        scan.entries("");
        return scan.found;
    }

    /** Entries up to the closing brace, which is taken too, or to the end of the text. */
    private void entries(String path) {
        Map<String, Entry> entries = new HashMap<>();
        while (true) {
            blanks(true);
            if (ended()) {
                return;
            }
            if (peek() == '}') {
                next();
                return;
            }
            int keyLine = line;
            String key = key();
            if (key.startsWith("include ")) {
                continue;
            }
            boolean adds = peek() == '+';
            while (peek() == '+' || peek() == '=' || peek() == ':') {
                next();
            }
            blanks(true);
            String where = path.isEmpty() ? key : path + "." + key;
            Entry entry = value(where, keyLine, adds);
            Entry before = entries.putIfAbsent(key, entry);
            boolean merges = before != null
                    && before.section
                    && entry.section
                    && !RULE.matcher(where).matches();
            if (before != null && !merges && !entry.substitutes) {
                found.add(new Duplicate(where, keyLine, before.line));
            }
        }
    }

    /** The text up to what separates a key from its value; a key is written in one line. */
    private String key() {
        StringBuilder key = new StringBuilder();
        while (!ended() && "=:{+\n}".indexOf(peek()) < 0) {
            if (peek() == '"') {
                int from = at;
                string();
                key.append(text, from + 1, at - 1);
            } else {
                key.append(next());
            }
        }
        return key.toString().strip();
    }

    private Entry value(String where, int keyLine, boolean adds) {
        boolean section = peek() == '{';
        boolean substitutes = adds;
        while (!ended() && peek() != '}' && peek() != ',' && peek() != '\n' && !comment()) {
            if (peek() == '{') {
                next();
                entries(where);
            } else if (peek() == '[') {
                list(where);
            } else if (text.startsWith("${", at)) {
                substitutes = true;
                at = text.indexOf('}', at) + 1;
            } else if (peek() == '"') {
                string();
            } else {
                next();
            }
        }
        return new Entry(keyLine, section, substitutes);
    }

    private void list(String where) {
        next();
        while (!ended() && peek() != ']') {
            if (comment()) {
                blanks(true);
            } else if (peek() == '{') {
                next();
                entries(where + "[]");
            } else if (peek() == '[') {
                list(where);
            } else if (text.startsWith("${", at)) {
                at = text.indexOf('}', at) + 1;
            } else if (peek() == '"') {
                string();
            } else {
                next();
            }
        }
        if (!ended()) {
            next();
        }
    }

    private void string() {
        if (text.startsWith("\"\"\"", at)) {
            int end = text.indexOf("\"\"\"", at + 3);
            while (end >= 0 && text.startsWith("\"", end + 3)) {
                end++;
            }
            skipTo(end < 0 ? text.length() : end + 3);
            return;
        }
        next();
        while (!ended() && peek() != '"') {
            if (next() == '\\') {
                next();
            }
        }
        if (!ended()) {
            next();
        }
    }

    /** Skips blanks and comments, and, if asked for, the ends of lines and commas. */
    private void blanks(boolean lines) {
        while (!ended()) {
            if (comment()) {
                int end = text.indexOf('\n', at);
                skipTo(end < 0 ? text.length() : end);
            } else if (Character.isWhitespace(peek()) || peek() == '\uFEFF' || (lines && peek() == ',')) {
                next();
            } else {
                return;
            }
        }
    }

    private boolean comment() {
        return peek() == '#' || text.startsWith("//", at);
    }

    private boolean ended() {
        return at >= text.length();
    }

    private char peek() {
        return ended() ? '\0' : text.charAt(at);
    }

    private char next() {
        char c = peek();
        if (c == '\n') {
            line++;
        }
        at++;
        return c;
    }

    private void skipTo(int end) {
        while (at < end) {
            next();
        }
    }
}
