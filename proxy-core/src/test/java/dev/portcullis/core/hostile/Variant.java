package dev.portcullis.core.hostile;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bytes to send, and what must become of them.
 *
 * @param name what is peculiar
 * @param sent characters stand for bytes
 * @param fate what must become of them
 */
record Variant(String name, String sent, Fate fate) {

    /** What must become of a message. */
    enum Fate {
        /** It is refused, and no whole message of it passes. */
        REFUSED,
        /** It passes, and means what it meant. */
        PASSED,
        /** It is refused, or passes in one unambiguous form. */
        EITHER
    }

    static Variant refused(String name, String sent) {
        return new Variant(name, sent, Fate.REFUSED);
    }

    static Variant passed(String name, String sent) {
        return new Variant(name, sent, Fate.PASSED);
    }

    static Variant either(String name, String sent) {
        return new Variant(name, sent, Fate.EITHER);
    }

    /** Refused or passed. */
    static Variant passedIf(boolean passes, String name, String sent) {
        return passes ? passed(name, sent) : refused(name, sent);
    }

    /** Several texts, written as one with {@code ¦} between them. */
    static List<String> texts(String joined) {
        return List.of(joined.split("¦", -1));
    }

    /** Every byte there is. */
    static Stream<Character> octets() {
        return IntStream.range(0, 256).mapToObj(octet -> (char) octet);
    }

    /** Whether it may be part of a token (RFC 9110 5.6.2). */
    static boolean isToken(char c) {
        return isPlain(c) || "!#$%&'*+.^_`|~".indexOf(c) >= 0;
    }

    /** Whether it is a letter, a digit or {@code -}. */
    static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    /** Whether it may be part of a value (RFC 9110 5.5). */
    static boolean isText(char c) {
        return c == '\t' || c >= ' ' && c != 0x7F;
    }

    @Override
    public String toString() {
        return fate + " " + name;
    }
}
