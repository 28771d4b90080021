package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.Message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads messages by the letter of RFC 9112 and 9110, with regular expressions over the whole text: slow, plain, and written
 * without a look at the proxy's own readers. Whatever the letter does not permit is a {@link Violation}.
 *
 * <p>What the proxy passes on is read <em>canonically</em>: only in the one form that it means to write. What it was sent is
 * read with the freedom that the RFC gives a sender.
 */
final class StrictReader {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([!-~&&[^#]]+) (HTTP/1\\.[01])");
    private static final Pattern STATUS_LINE =
            Pattern.compile("(HTTP/1\\.[01]) ([1-5][0-9][0-9])(?: ([\\t -~\\x80-\\xff]*))?");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t -~\\x80-\\xff]*)");
    // Not $, which also matches before a byte 0x85 at the end.
    private static final Pattern BLANKS = Pattern.compile("^[ \\t]+|[ \\t]+\\z");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CANONICAL_LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,16})([ \\t]*;.*)?", Pattern.DOTALL);
    private static final Pattern CANONICAL_SIZE = Pattern.compile("(0|[1-9a-f][0-9a-f]{0,7})()");
    private static final Pattern EXTENSIONS =
            Pattern.compile("(?:[^\"\\x00-\\x08\\x0a-\\x1f\\x7f]++|\"(?:[^\"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]"
                    + "|\\\\[^\\x00-\\x08\\x0a-\\x1f\\x7f])*\")*");

    private final String text;
    private final boolean canonical;
    private int at;

    /** A reader of this text; characters stand for bytes. */
    StrictReader(String text, boolean canonical) {
        this.text = text;
        this.canonical = canonical;
    }

    /** What the letter of the RFC does not permit. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Violation(String what) {
            super(what);
        }
    }

    /** The text ends within a message. */
    static final class Incomplete extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Whether all of the text has been read. */
    boolean isAtEnd() {
        return at == text.length();
    }

    /** What has not been read yet. */
    String rest() {
        return text.substring(at);
    }

    /** Reads a request with its body. */
    Message request() {
        if (!canonical && text.startsWith("\r\n", at)) {
            at += 2;
        }
        List<String> lines = head();
        List<String> start = parts(REQUEST_LINE, lines.get(0));
        List<Field> fields = fields(lines.subList(1, lines.size()));
        Framing framing = framing(fields, start.get(2));
        return framing.chunked
                ? chunked(start, fields)
                : new Message(start, fields, false, take(framing.length), List.of());
    }

    /**
     * Reads a response to a request of this method.
     *
     * @param ended whether the connection ended in order after the text: then that may be the end of a body
     */
    Message response(String method, boolean ended) {
        List<String> lines = head();
        List<String> start = parts(STATUS_LINE, lines.get(0));
        List<Field> fields = fields(lines.subList(1, lines.size()));
        Framing framing = framing(fields, start.get(0));
        int status = Integer.parseInt(start.get(1));
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new Message(start, fields, false, "", List.of());
        }
        if (framing.chunked) {
            return chunked(start, fields);
        }
        if (framing.length >= 0) {
            return new Message(start, fields, false, take(framing.length), List.of());
        }
        if (!ended) {
            throw new Incomplete();
        }
        return new Message(start, fields, false, take(text.length() - at), List.of());
    }

    private List<String> head() {
        int end = text.indexOf("\r\n\r\n", at);
        if (end < 0) {
            throw new Incomplete();
        }
        List<String> lines = List.of(text.substring(at, end).split("\r\n", -1));
        at = end + 4;
        return lines;
    }

    private static List<String> parts(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new Violation("first line " + line);
        }
        String last = matcher.group(3);
        return List.of(matcher.group(1), matcher.group(2), last == null ? "" : last);
    }

    private List<Field> fields(List<String> lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = FIELD.matcher(line);
            if (!matcher.matches()) {
                throw new Violation("field line " + line);
            }
            String value = BLANKS.matcher(matcher.group(2)).replaceAll("");
            if (canonical && !matcher.group(2).equals(" " + value)) {
                throw new Violation("white space in " + line);
            }
            fields.add(new Field(matcher.group(1), value));
        }
        return List.copyOf(fields);
    }

    private record Framing(boolean chunked, long length) {}

    private Framing framing(List<Field> fields, String version) {
        List<String> lengths = valuesOf(fields, "content-length");
        List<String> encodings = valuesOf(fields, "transfer-encoding");
        if (!lengths.isEmpty() && !encodings.isEmpty()) {
            throw new Violation("both framings");
        }
        if (lengths.stream().distinct().count() > 1 || canonical && lengths.size() > 1) {
            throw new Violation("several lengths");
        }
        if (!encodings.isEmpty()) {
            if (encodings.size() > 1 || !encodings.get(0).equalsIgnoreCase("chunked") || version.equals("HTTP/1.0")) {
                throw new Violation("transfer encodings " + encodings);
            }
            return new Framing(true, -1);
        }
        if (lengths.isEmpty()) {
            return new Framing(false, -1);
        }
        if (!(canonical ? CANONICAL_LENGTH : LENGTH).matcher(lengths.get(0)).matches()) {
            throw new Violation("length " + lengths);
        }
        return new Framing(false, Long.parseLong(lengths.get(0)));
    }

    private static List<String> valuesOf(List<Field> fields, String key) {
        return fields.stream()
                .filter(field -> field.key().equals(key))
                .map(Field::value)
                .toList();
    }

    private Message chunked(List<String> start, List<Field> fields) {
        StringBuilder body = new StringBuilder();
        for (long size = size(); size > 0; size = size()) {
            body.append(take(size));
            if (!take(2).equals("\r\n")) {
                throw new Violation("end of a chunk");
            }
        }
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return new Message(start, fields, true, body.toString(), fields(lines));
    }

    private long size() {
        String line = line();
        Matcher matcher = (canonical ? CANONICAL_SIZE : SIZE).matcher(line);
        if (!matcher.matches()) {
            throw new Violation("size of a chunk " + line);
        }
        String extensions = matcher.group(2);
        if (extensions != null && !EXTENSIONS.matcher(extensions).matches()) {
            throw new Violation("extensions of a chunk " + line);
        }
        long size = Long.parseUnsignedLong(matcher.group(1), 16);
        if (size < 0) {
            throw new Violation("size of a chunk " + line);
        }
        return size;
    }

    private String line() {
        int end = text.indexOf("\r\n", at);
        if (end < 0) {
            throw new Incomplete();
        }
        String line = text.substring(at, end);
        at = end + 2;
        return line;
    }

    private String take(long length) {
        if (length <= 0) {
            return "";
        }
        if (text.length() - at < length) {
            throw new Incomplete();
        }
        String taken = text.substring(at, at + (int) length);
        at += (int) length;
        return taken;
    }
}
