package dev.portcullis.rules.engine;

import dev.portcullis.rules.pattern.PatternSet;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The words of the origin that rules look for. One that nothing comes of, because it is misspelt or its rule is off, is told in the log: whoever wrote the
 * application's part sees nothing otherwise. At most once a minute.
 */
final class SiteWords {

    private static final Logger LOG = LoggerFactory.getLogger(SiteWords.class);
    private static final long EVERY = Duration.ofMinutes(1).toNanos();
    private static final int MAX_TEXT = 200;

    private final PatternSet sought;
    private final boolean countsLogins;
    private final AtomicLong next;

    /**
     * The words that these rules look for.
     *
     * @param now monotonic time in nanoseconds
     */
    SiteWords(List<Rule> rules, long now) {
        List<String> patterns = new ArrayList<>();
        rules.forEach(rule -> collect(rule.where(), patterns));
        this.sought = new PatternSet(List.of(patterns), true);
        this.countsLogins = rules.stream()
                .anyMatch(rule -> rule.threshold() != null && rule.threshold().count() == Count.FAILED_LOGINS);
        this.next = new AtomicLong(now);
    }

    private static void collect(Condition condition, List<String> patterns) {
        for (Trait trait : condition.traits()) {
            if (trait instanceof Trait.Signal signal) {
                patterns.addAll(signal.patterns());
            }
        }
        condition.not().forEach(excluded -> collect(excluded, patterns));
    }

    /** Whether a value of the field, up to its reason, is one of these. */
    static boolean matches(PatternSet patterns, String line) {
        int semicolon = line.indexOf(';');
        String said = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        return !said.isEmpty() && (patterns.globs(said).get(0) || patterns.expressions(0, said));
    }

    /** The origin has said something of a request for this path. */
    void said(String signal, String path, long now) {
        long due = next.get();
        String problem = now - due < 0 ? null : problem(signal);
        if (problem != null && next.compareAndSet(due, now + EVERY)) {
            LOG.warn(
                    "the site said \"{}\" of a request for {}: {}",
                    Printable.of(signal.replace("\n", ", "), MAX_TEXT),
                    Printable.of(path, MAX_TEXT),
                    problem);
        }
    }

    /** Why one of the values comes to nothing, or to something else than it says, in words; null when none does. */
    @Nullable
    String problem(String signal) {
        for (String line : signal.lines().toList()) {
            OriginWord word = OriginWord.of(line);
            boolean login = word.is(OriginWord.FAILED_LOGIN);
            if (word.isMalformed()) {
                return "what stands behind \"" + word.word()
                        + "\" is not understood (ban 90s, 15m, 1h or 2d; add 20; failed-login)";
            }
            if (!(login && countsLogins) && !matches(sought, line)) {
                return login
                        ? "no rule has count = failed-logins, nor looks for that"
                        : "no rule looks for \"" + Printable.of(line, MAX_TEXT) + "\" (where { origin-signal = ... })";
            }
        }
        return null;
    }
}
