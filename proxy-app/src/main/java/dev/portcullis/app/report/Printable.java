package dev.portcullis.app.report;

/** Text of strangers made fit for a terminal and a log. */
public final class Printable {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Printable() {}

    /**
     * The text with everything but printing ASCII written as {@code \xhh}, and past 255 as {@code \}{@code uhhhh}, so that no
     * terminal obeys it and no line of a log is forged.
     */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                printable.append(c);
            } else {
                escape(printable, c);
            }
        }
        return printable.toString();
    }

    private static void escape(StringBuilder printable, char c) {
        boolean wide = c > 0xFF;
        printable.append(wide ? "\\u" : "\\x");
        for (int shift = wide ? 12 : 4; shift >= 0; shift -= 4) {
            printable.append(HEX[c >>> shift & 0xF]);
        }
    }
}
