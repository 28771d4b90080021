package dev.portcullis.rules.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The patterns that all rules have for one kind of text, so that a text is read once, however many rules there are.
 *
 * <p>Whatever matches a pattern holds each of its pieces, and so every three characters in a row of each piece. Each pattern is
 * filed under one such trigram, that which fewest of the patterns have. A text's own trigrams, looked up one by one, then
 * give the few patterns that may match, and only these are tried, each once. An answer costs a step for each character
 * of the text, and a trial of each pattern that is filed under one of its trigrams or has no piece of three characters.
 */
public final class GlobSet {

    private static final BitSet NONE = new BitSet();

    private final int lists;
    private final boolean ignoreCase;
    private final Glob[] globs;
    private final int[] listOf;

    /** Patterns that no trigram can tell of. */
    private final int[] unfiled;

    /** A sparse hash table with open addressing: a trigram as {@link #next} has it, and the patterns filed under it; 0 is free. */
    private final int[] grams;

    private final int[][] filed;

    /** The patterns of each list; a text matches a list when it matches any of its patterns. */
    public GlobSet(List<List<String>> lists, boolean ignoreCase) {
        this.lists = lists.size();
        this.ignoreCase = ignoreCase;
        List<Glob> all = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int list = 0; list < lists.size(); list++) {
            for (String pattern : lists.get(list)) {
                all.add(new Glob(pattern, ignoreCase));
                owners.add(list);
            }
        }
        this.globs = all.toArray(Glob[]::new);
        this.listOf = ints(owners);
        List<Integer> withoutGram = new ArrayList<>();
        Map<Integer, List<Integer>> byGram = filedByRarestGram(all, withoutGram);
        this.unfiled = ints(withoutGram);
        int size = Integer.highestOneBit(8 * byGram.size() + 1);
        this.grams = new int[size];
        this.filed = new int[size][0];
        byGram.forEach(this::file);
    }

    private static Map<Integer, List<Integer>> filedByRarestGram(List<Glob> globs, List<Integer> withoutGram) {
        Map<Integer, Integer> popularity = new HashMap<>();
        globs.forEach(glob -> gramsOf(glob).forEach(gram -> popularity.merge(gram, 1, Integer::sum)));
        Map<Integer, List<Integer>> byGram = new HashMap<>();
        for (int number = 0; number < globs.size(); number++) {
            gramsOf(globs.get(number)).stream()
                    .min(Comparator.comparing(popularity::get))
                    .map(rarest -> byGram.computeIfAbsent(rarest, added -> new ArrayList<>()))
                    .orElse(withoutGram)
                    .add(number);
        }
        return byGram;
    }

    private static Set<Integer> gramsOf(Glob glob) {
        Set<Integer> found = new TreeSet<>();
        for (String piece : glob.pieces()) {
            int gram = 0;
            for (int i = 0; i < piece.length(); i++) {
                gram = next(gram, piece.charAt(i));
                if (i >= 2) {
                    found.add(gram);
                }
            }
        }
        return found;
    }

    /** The last three characters as a number, not 0; of characters past ISO-8859-1, which no text has, only a part. */
    private static int next(int gram, char c) {
        return (gram << 8 | (c & 0xFF)) & 0xFFFFFF | 0x1000000;
    }

    private void file(int gram, List<Integer> numbers) {
        int slot = slot(gram);
        grams[slot] = gram;
        filed[slot] = ints(numbers);
    }

    /** Where the trigram is, or else the free slot where it would be. */
    private int slot(int gram) {
        int mask = grams.length - 1;
        int slot = (gram * 0x9E3779B9 >>> 8) & mask;
        while (grams[slot] != 0 && grams[slot] != gram) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** How many lists there are. */
    public int lists() {
        return lists;
    }

    /** The numbers of the lists that the text matches. Not to be changed. */
    public BitSet match(String text) {
        BitSet matched = NONE;
        for (int number : unfiled) {
            matched = tried(number, text, matched);
        }
        BitSet candidates = candidates(text);
        for (int number = candidates.nextSetBit(0); number >= 0; number = candidates.nextSetBit(number + 1)) {
            matched = tried(number, text, matched);
        }
        return matched;
    }

    private BitSet tried(int number, String text, BitSet matched) {
        int list = listOf[number];
        if (matched.get(list) || !globs[number].matches(text)) {
            return matched;
        }
        BitSet more = matched.isEmpty() ? new BitSet() : matched;
        more.set(list);
        return more;
    }

    private BitSet candidates(String text) {
        BitSet candidates = NONE;
        int gram = 0;
        for (int i = 0; i < text.length() && unfiled.length < globs.length; i++) {
            gram = next(gram, Glob.folded(text.charAt(i), ignoreCase));
            int slot = slot(gram);
            if (grams[slot] != 0 && i >= 2) {
                candidates = candidates.isEmpty() ? new BitSet(globs.length) : candidates;
                for (int number : filed[slot]) {
                    candidates.set(number);
                }
            }
        }
        return candidates;
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
