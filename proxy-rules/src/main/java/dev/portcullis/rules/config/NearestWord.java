package dev.portcullis.rules.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the word that was probably meant, by edit distance (Levenshtein, with two neighbours swapped as one edit). Case, {@code -} and
 * {@code _} don't count, and a word that was cut short is near to the whole one.
 */
final class NearestWord {

    private static final int MIN_CUT = 3;

    private NearestWord() {}

    /** The known word that is nearest to {@code word}; null when more than about a third of it would have to change. */
    static @Nullable String of(String word, Collection<String> known) {
        String wanted = plain(word);
        String nearest = null;
        int least = Math.max(1, (wanted.length() + 1) / 3) + 1;
        for (String candidate : known) {
            int distance = distance(wanted, plain(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static int distance(String a, String b) {
        String cut = a.endsWith("s") ? a.substring(0, a.length() - 1) : a;
        if (cut.length() >= MIN_CUT && b.startsWith(cut) && !a.equals(b)) {
            return 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
