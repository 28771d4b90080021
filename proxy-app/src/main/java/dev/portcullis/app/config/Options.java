package dev.portcullis.app.config;

import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import java.util.List;

/** Kinds of value that may also be a word: nothing of it, or what the program finds out by itself. */
final class Options {

    /** {@code on} or {@code off}. */
    static final Kind<Boolean> ON_OFF = Kind.of("on or off", text -> switch (text) {
        case "on", "true" -> true;
        case "off", "false" -> false;
        default -> throw new BadValue(Kinds.quoted(text) + " is neither");
    });

    private Options() {}

    /** The word {@code off}, which means {@code none}, or a value of the kind. */
    static <T> Kind<T> offOr(T none, Kind<T> kind) {
        return wordOr(List.of("off", "false"), none, kind);
    }

    /** The word {@code auto}, which means {@code unsaid}, or a value of the kind. */
    static <T> Kind<T> autoOr(T unsaid, Kind<T> kind) {
        return wordOr(List.of("auto"), unsaid, kind);
    }

    /** The word {@code adaptive}, which means {@code unsaid}, or a value of the kind. */
    static <T> Kind<T> adaptiveOr(T unsaid, Kind<T> kind) {
        return wordOr(List.of("adaptive"), unsaid, kind);
    }

    /** A word, which means {@code meaning}, or a value of the kind. */
    static <T> Kind<T> wordOr(String word, T meaning, Kind<T> kind) {
        return wordOr(List.of(word), meaning, kind);
    }

    private static <T> Kind<T> wordOr(List<String> words, T meaning, Kind<T> kind) {
        return Kind.of(
                words.get(0) + " or " + kind.expected(), text -> words.contains(text) ? meaning : kind.parse(text));
    }
}
