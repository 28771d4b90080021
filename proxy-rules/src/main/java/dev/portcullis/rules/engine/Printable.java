package dev.portcullis.rules.engine;

/** Text of strangers made fit for people's eyes. */
final class Printable {

    private Printable() {}

    /** At most {@code max} characters, of printing ASCII: all others are written as {@code \xNN}, so that no terminal or log obeys them. */
    static String of(String text, int max) {
        if (text.length() <= max && text.chars().allMatch(Printable::prints)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String shown = prints(c) ? String.valueOf(c) : String.format("\\x%02X", (int) c);
            if (printable.length() + shown.length() > max) {
                return printable.append("...").toString();
            }
            printable.append(shown);
        }
        return printable.toString();
    }

    private static boolean prints(int c) {
        return c >= ' ' && c <= '~';
    }
}
