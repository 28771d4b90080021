package dev.portcullis.app.accesslog;

/** How a line holds text of a client's: what could end the text, or the line, is escaped. */
@FunctionalInterface
interface Escaping {

    /** Appends, in another form, one character that is not printable ASCII, or is a quotation mark or a backslash. */
    void escape(StringBuilder line, char c);

    /** Appends text, and copies what needs no escape in one piece: nearly always all of it. */
    default void append(StringBuilder line, String text) {
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                line.append(text, copied, i);
                escape(line, c);
                copied = i + 1;
            }
        }
        if (copied == 0) {
            line.append(text); // much faster than by its characters
        } else {
            line.append(text, copied, text.length());
        }
    }
}
