package dev.portcullis.rules.config;

/** A kind of value that a key may have: what its text looks like and what it means. */
public interface Kind<T> {

    /** What the text should be, for people, as in "a duration such as 10 seconds". */
    String expected();

    /** What the text means. Throws {@link BadValue} when it isn't of this kind. */
    T parse(String text) throws BadValue;

    /** The kind whose texts {@code parser} understands. */
    static <T> Kind<T> of(String expected, Parser<T> parser) {
        return new Kind<>() {
            @Override
            public String expected() {
                return expected;
            }

            @Override
            public T parse(String text) throws BadValue {
                return parser.parse(text);
            }
        };
    }

    /** Turns text into a value. */
    @FunctionalInterface
    interface Parser<T> {

        /** What the text means. Throws {@link BadValue} when it means nothing. */
        T parse(String text) throws BadValue;
    }
}
