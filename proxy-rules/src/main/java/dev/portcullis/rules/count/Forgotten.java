package dev.portcullis.rules.count;

import dev.portcullis.rules.api.IpPrefix;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients and networks that were forgotten on purpose while what was counted before is still to be taken in: that must not bring them back.
 * At most {@link #MOST}; past that everybody is taken for forgotten, since a count may lag but not come back. Safe between threads.
 */
final class Forgotten {

    /** The most that are told apart. */
    static final int MOST = 1 << 16;

    private volatile @Nullable Set<IpPrefix> subjects;

    /** Remembers from now on. */
    synchronized void begin() {
        if (subjects == null) {
            subjects = ConcurrentHashMap.newKeySet();
        }
    }

    /** Everything is taken in: remembers none any more. */
    synchronized void end() {
        subjects = null;
    }

    synchronized void add(IpPrefix subject) {
        Set<IpPrefix> noted = subjects;
        if (noted != null && noted.size() < MOST) {
            noted.add(subject);
        }
    }

    boolean has(Object subject) {
        Set<IpPrefix> noted = subjects;
        return noted != null && subject instanceof IpPrefix block && (noted.size() >= MOST || noted.contains(block));
    }
}
