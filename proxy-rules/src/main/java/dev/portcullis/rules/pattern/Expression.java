package dev.portcullis.rules.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions that are sought in a text: those among patterns that begin with {@code ~}. They are RE2's, whose matching takes
 * time in proportion to the text, whatever the expression (Cox, "Regular Expression Matching Can Be Simple And Fast", 2007): no
 * configuration and no client can make it hang.
 */
public final class Expression {

    /** What an expression begins with, as a pattern. */
    public static final char MARK = '~';

    /** How long an expression may be. */
    public static final int MAX_LENGTH = 1000;

    /** How many characters it may have once what it repeats a number of times is written out: matching takes time in proportion to them, too. */
    public static final int MAX_SIZE = 1000;

    private final Pattern pattern;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Whether a pattern is an expression, and not a glob. */
    public static boolean is(String pattern) {
        return !pattern.isEmpty() && pattern.charAt(0) == MARK;
    }

    /** One expression for all those among these patterns; null when none is one. */
    public static @Nullable Expression any(List<String> patterns, boolean ignoreCase) {
        String all = patterns.stream()
                .filter(Expression::is)
                .map(pattern -> alone(body(pattern)))
                .collect(Collectors.joining("|"));
        return all.isEmpty() ? null : new Expression(Pattern.compile(all, ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
    }

    /** Letters that a text must hold, in upper or lower case, for an expression to be found in it; null when none are certain. */
    static @Nullable String letters(String pattern) {
        return Literals.required(body(pattern));
    }

    /** What is wrong with a pattern that is an expression, in words that begin in lower case; null when nothing is. */
    public static @Nullable String problem(String pattern) {
        String body = body(pattern);
        if (body.isEmpty()) {
            return "is an expression without anything";
        }
        if (body.length() > MAX_LENGTH) {
            return "is an expression of more than " + MAX_LENGTH + " characters";
        }
        if (WrittenOut.size(body) > MAX_SIZE) {
            return "is an expression that repeats too much: written out it has more than " + MAX_SIZE + " characters";
        }
        try {
            Pattern.compile(body);
            Pattern.compile(alone(body)); // \Q that nothing ends would take in the other expressions
            return null;
        } catch (PatternSyntaxException e) {
            return "is not an RE2 expression: " + e.getDescription();
        }
    }

    /** Whether the text holds what the expression describes. */
    public boolean foundIn(String text) {
        return pattern.matcher(text).find();
    }

    private static String alone(String body) {
        return "(?:" + body + ")";
    }

    private static String body(String pattern) {
        return pattern.substring(1).strip();
    }
}
