package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bans by subject and by end.
 *
 * <p>A look-up takes no lock. It costs one hash probe per distinct prefix length among the subjects, of which there are
 * few (a client's, a network's, what an administrator wrote), however many bans there are; with no ban it costs one read.
 * Changes and the questions about ends are made by one thread at a time: the caller holds a lock.
 */
final class BanIndex {

    private static final Standing[] NONE = {};

    private final ConcurrentHashMap<IpPrefix, Standing[]> bySubject = new ConcurrentHashMap<>();
    private final TreeSet<Standing> byEnd = new TreeSet<>();
    private final int[] subjectsOfLength = new int[129];
    private int observed;
    private volatile int[] lengths = {};

    /** The ban that a client is told of, of those that cover it; null when none does. */
    @Nullable
    Standing find(IpPrefix client, long age) {
        Standing best = null;
        for (int length : lengths) {
            for (Standing standing : covering(client, length)) {
                if (standing.active(age) && (best == null || standing.outranks(best))) {
                    best = standing;
                }
            }
        }
        return best;
    }

    /** Whether a ban of this rule and kind covers the client. */
    boolean covers(IpPrefix client, String rule, boolean observed, long age) {
        for (int length : lengths) {
            for (Standing standing : covering(client, length)) {
                if (standing.active(age)
                        && standing.ban().observed() == observed
                        && standing.ban().rule().equals(rule)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Standing[] covering(IpPrefix client, int length) {
        if (length > client.length() || length < client.shortestLength()) {
            return NONE;
        }
        IpPrefix subject = length == client.length() ? client : new IpPrefix(client.high(), client.low(), length);
        return bySubject.getOrDefault(subject, NONE);
    }

    /** All bans, ended ones that were not swept yet included, in no order. */
    void forEach(Consumer<Standing> action) {
        for (Standing[] standings : bySubject.values()) {
            for (Standing standing : standings) {
                action.accept(standing);
            }
        }
    }

    /** The bans of exactly this subject. */
    List<Standing> of(IpPrefix subject) {
        return List.of(bySubject.getOrDefault(subject, NONE));
    }

    void add(Standing standing) {
        IpPrefix subject = standing.ban().subject();
        List<Standing> standings = new ArrayList<>(of(subject));
        standings.add(standing);
        put(subject, standings);
        byEnd.add(standing);
        observed += standing.ban().observed() ? 1 : 0;
        if (standings.size() == 1 && subjectsOfLength[subject.length()]++ == 0) {
            lengths = inUse();
        }
    }

    void remove(Standing standing) {
        if (!byEnd.remove(standing)) {
            return;
        }
        IpPrefix subject = standing.ban().subject();
        List<Standing> standings = new ArrayList<>(of(subject));
        standings.remove(standing);
        put(subject, standings);
        observed -= standing.ban().observed() ? 1 : 0;
        if (standings.isEmpty() && --subjectsOfLength[subject.length()] == 0) {
            lengths = inUse();
        }
    }

    private void put(IpPrefix subject, List<Standing> standings) {
        if (standings.isEmpty()) {
            bySubject.remove(subject);
        } else {
            bySubject.put(subject, standings.toArray(NONE));
        }
    }

    private int[] inUse() {
        return IntStream.range(0, subjectsOfLength.length)
                .filter(length -> subjectsOfLength[length] > 0)
                .toArray();
    }

    int size() {
        return byEnd.size();
    }

    /** How many bans of this kind there are that have not ended. */
    int active(boolean ofObserved, long age) {
        int count = ofObserved ? observed : byEnd.size() - observed;
        for (Standing standing : byEnd) {
            if (standing.active(age)) {
                break;
            }
            count -= standing.ban().observed() == ofObserved ? 1 : 0;
        }
        return count;
    }

    /** Takes out the bans that have ended and gives them, the one that ended first being first. */
    List<Standing> removeEnded(long age) {
        List<Standing> ended = new ArrayList<>();
        while (!byEnd.isEmpty() && !byEnd.first().active(age)) {
            Standing first = byEnd.first();
            remove(first);
            ended.add(first);
        }
        return ended;
    }
}
