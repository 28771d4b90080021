package dev.portcullis.app.notify;

import dev.portcullis.app.report.BanText;
import dev.portcullis.rules.ban.Ban;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Bans of some time, however many, in a few lines: how many by which rule, and some of them. Not safe between threads. */
final class BanTally {

    private static final int SAMPLES = 5;
    private static final int MOST_RULES = 200;
    private static final int SHOWN_RULES = 10;
    private static final String OTHERS = "others";

    private final Map<String, Long> byAuthor = new TreeMap<>();
    private final List<Ban> samples = new ArrayList<>();
    private long observed;
    private long count;
    private long byRules;

    void add(Ban ban) {
        if (ban.observed()) {
            observed++;
        } else {
            count++;
            byRules += ban.rule().equals(Ban.MANUAL) ? 0 : 1;
            String author = BanText.author(ban);
            add(author, 1);
        }
        if (samples.size() < SAMPLES) {
            samples.add(ban);
        }
    }

    private void add(String author, long number) {
        boolean room = byAuthor.size() < MOST_RULES || byAuthor.containsKey(author);
        byAuthor.merge(room ? author : OTHERS, number, Long::sum);
    }

    /** Adds what another one has. */
    void add(BanTally other) {
        other.byAuthor.forEach(this::add);
        count += other.count;
        byRules += other.byRules;
        observed += other.observed;
        other.samples.stream().limit(SAMPLES - samples.size()).forEach(samples::add);
    }

    boolean isEmpty() {
        return count + observed == 0;
    }

    /** Bans that refuse somebody. */
    long count() {
        return count;
    }

    /** Bans that refuse somebody and were made by rules. */
    long byRules() {
        return byRules;
    }

    /** Bans that are only watched. */
    long observed() {
        return observed;
    }

    /** How many bans each rule, or the administrator, made, the most first. */
    List<Map.Entry<String, Long>> authors() {
        return byAuthor.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    /** Some of the bans, the first ones. */
    List<Ban> samples() {
        return List.copyOf(samples);
    }

    /** All in one sentence. */
    String sentence() {
        List<Map.Entry<String, Long>> authors = authors();
        String by = authors.stream()
                .limit(SHOWN_RULES)
                .map(author -> author.getValue() + " by " + author.getKey())
                .collect(Collectors.joining(", "));
        String more = authors.size() > SHOWN_RULES ? ", and by " + (authors.size() - SHOWN_RULES) + " more rules" : "";
        String enforced = count == 0 ? "" : bans(count) + ": " + by + more;
        String watched = observed == 0 ? "" : bans(observed) + " only watched";
        return enforced + (enforced.isEmpty() || watched.isEmpty() ? "" : "; ") + watched;
    }

    private static String bans(long number) {
        return number + (number == 1 ? " ban" : " bans");
    }
}
