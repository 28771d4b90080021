package dev.portcullis.rules.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression is once everything that it repeats a number of times, as {@code (a{100}){100}}, is written out, which is what
 * it is compiled to. Found by its brackets and braces alone, before anything is compiled: some thirty characters can stand for gigabytes.
 */
final class WrittenOut {

    private static final long HUGE = Long.MAX_VALUE >>> 16;
    private static final long NO_NUMBER = -1;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;

    /** What is written out of the group that is open, without its last atom. */
    private long before;

    private long atom;

    private WrittenOut(String text) {
        this.text = text;
    }

    /** The characters, classes counting as one; roughly when the expression is none. */
    static long size(String expression) {
        return new WrittenOut(expression).size();
    }

    private long size() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '{' && repeats()) {
                continue;
            }
            switch (next) {
                case '(' -> open();
                case ')' -> close();
                case '[' -> atom(endOfClass());
                case '\\' -> escape();
                case '*', '+', '?' -> at++;
                default -> atom(at + 1);
            }
        }
        while (!outer.isEmpty()) {
            close();
        }
        return before + atom;
    }

    private void atom(int end) {
        before = Math.min(HUGE, before + atom);
        atom = 1;
        at = end;
    }

    /** An escape, whose braces are no number of times: {@code \x{2028}}, {@code \p{Greek}}, and what stands between {@code \Q} and {@code \E}. */
    private void escape() {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (kind == 'Q') {
            literally();
        } else {
            boolean named = (kind == 'x' || kind == 'p' || kind == 'P') && text.startsWith("{", at + 2);
            int end = named ? text.indexOf('}', at + 2) : -1;
            atom(end < 0 ? at + 2 : end + 1);
        }
    }

    private void literally() {
        int end = text.indexOf("\\E", at + 2);
        int stop = end < 0 ? text.length() : end;
        at += 2;
        while (at < stop) {
            atom(at + 1);
        }
        at = end < 0 ? stop : end + 2;
    }

    private void open() {
        outer.push(Math.min(HUGE, before + atom));
        before = 0;
        atom = 0;
        at++;
    }

    private void close() {
        atom = Math.min(HUGE, before + atom);
        before = outer.isEmpty() ? 0 : outer.pop();
        at++;
    }

    /** Whether a number of times begins here; it is read then. */
    private boolean repeats() {
        int end = text.indexOf('}', at);
        long most = end < 0 ? NO_NUMBER : most(text.substring(at + 1, end));
        if (most == NO_NUMBER) {
            return false;
        }
        atom = Math.min(HUGE, atom * Math.max(1, most));
        at = end + 1;
        return true;
    }

    /** The larger one of {@code 3}, {@code 3,} and {@code 3,5}. */
    private static long most(String times) {
        int comma = times.indexOf(',');
        long least = number(comma < 0 ? times : times.substring(0, comma));
        boolean open = comma < 0 || comma == times.length() - 1;
        return open || least == NO_NUMBER ? least : number(times.substring(comma + 1));
    }

    private static long number(String digits) {
        boolean is = !digits.isEmpty() && digits.length() <= 4 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return is ? Long.parseLong(digits) : NO_NUMBER;
    }

    private int endOfClass() {
        int end = at + 1;
        end += text.startsWith("^", end) ? 1 : 0;
        end += text.startsWith("]", end) ? 1 : 0; // there it is a member
        while (end < text.length() && text.charAt(end) != ']') {
            end += text.charAt(end) == '\\'
                    ? 2
                    : text.startsWith("[:", end) ? Math.max(2, text.indexOf(":]", end) + 2 - end) : 1;
        }
        return end + 1;
    }
}
