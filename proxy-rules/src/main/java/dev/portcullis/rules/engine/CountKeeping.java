package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.count.KeptCounts;
import dev.portcullis.rules.count.KeptWindow;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Threshold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts that outlive the process: those of the subjects on their way to a ban, past half of a limit that bans. All others begin anew
 * after a restart, with half of the way before them at least.
 */
final class CountKeeping {

    private final Tallies tallies;
    private final Samples samples;
    /** What each rule counts, in words that another process finds the same; only of those that count by weight. */
    private final Map<String, CompiledRule> byWords = new HashMap<>();

    CountKeeping(List<CompiledRule> rules, Tallies tallies, Samples samples) {
        this.tallies = tallies;
        this.samples = samples;
        for (CompiledRule rule : rules) {
            String words = words(rule.rule);
            if (words != null) {
                byWords.put(words, rule);
            }
        }
    }

    private static @Nullable String words(Rule rule) {
        Threshold threshold = rule.threshold();
        if (threshold == null) {
            return null;
        }
        String meaning = rule.sites() + " " + rule.where() + " " + threshold.count() + " " + threshold.per();
        return rule.name() + " " + Integer.toHexString(meaning.hashCode());
    }

    List<KeptCounts> take(long now, Instant clock) {
        List<KeptCounts> taken = new ArrayList<>();
        for (IpPrefix subject : samples.subjects()) {
            Tally tally = tallies.known(subject);
            if (tally != null) {
                List<KeptWindow> windows = windows(tally, now, clock);
                if (!windows.isEmpty()) {
                    taken.add(new KeptCounts(subject, windows));
                }
            }
        }
        return taken;
    }

    private List<KeptWindow> windows(Tally tally, long now, Instant clock) {
        List<KeptWindow> windows = new ArrayList<>();
        synchronized (tally) {
            if (tally.live()) {
                byWords.forEach((words, rule) -> {
                    KeptWindow window = KeptWindow.of(words, tally, rule.slot(), rule.limit(), now, clock);
                    if (!window.pieces().isEmpty()) {
                        windows.add(window);
                    }
                });
            }
        }
        return windows;
    }

    void restore(List<KeptCounts> kept, long now, Instant clock) {
        for (KeptCounts counts : kept) {
            Tally tally = tallies.of(counts.subject());
            synchronized (tally) {
                if (tally.live()) {
                    for (KeptWindow window : counts.windows()) {
                        CompiledRule rule = byWords.get(window.rule());
                        if (rule != null) {
                            window.restore(tally, rule.slot(), rule.limit(), now, clock);
                        }
                    }
                }
            }
        }
    }
}
