package dev.portcullis.rules.session;

import java.util.List;

/** Names of cookies, to be found within the text that cookies come in. A name that ends in {@code *} stands for all names that begin so. */
final class CookieNames {

    private final String[] names;
    private final boolean[] prefixes;

    CookieNames(List<String> patterns) {
        names = new String[patterns.size()];
        prefixes = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            String pattern = patterns.get(i);
            prefixes[i] = pattern.endsWith("*");
            names[i] = prefixes[i] ? pattern.substring(0, pattern.length() - 1) : pattern;
        }
    }

    boolean isEmpty() {
        return names.length == 0;
    }

    /** Whether one of them stands in the text from {@code start} to before {@code end}. */
    boolean has(String text, int start, int end) {
        for (int i = 0; i < names.length; i++) {
            int length = names[i].length();
            boolean fits = prefixes[i] ? length <= end - start : length == end - start;
            if (fits && text.startsWith(names[i], start)) {
                return true;
            }
        }
        return false;
    }
}
