package dev.portcullis.rules.keep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What has changed since it was last asked for, at most {@link #MOST} things; further ones are not noted. Adding takes no lock, makes no
 * object and costs some nanoseconds; any thread may add, one at a time takes.
 */
public final class Changes {

    /** The most that are noted from one time to the next. */
    public static final int MOST = 1 << 15;

    /** What the size of a list is that takes nothing more: more can be added to it in a second without coming round to 0. */
    private static final int CLOSED = 1 << 30;

    private volatile @Nullable Noted filling;

    /** What is to be noted however much else there is. */
    private final Set<Object> certain = new LinkedHashSet<>();

    /** A list that is being filled. */
    private static final class Noted {
        private final AtomicInteger size = new AtomicInteger();
        private final AtomicReferenceArray<@Nullable Object> things = new AtomicReferenceArray<>(MOST);
    }

    /** Begins to note; before, everything that is added is taken for unnoted. */
    public synchronized void begin() {
        if (filling == null) {
            filling = new Noted();
        }
    }

    /** Notes no more, and lets go what was noted. */
    public synchronized void end() {
        filling = null;
        certain.clear();
    }

    /** Lets go what was noted however many there were: all is to be written anew, so that nothing need be known of what is gone. */
    public synchronized void forgetCertain() {
        certain.clear();
    }

    /** Notes a thing, however many there are; takes a lock. For what doesn't happen often. Nothing is noted when nobody asks. */
    public synchronized void addCertainly(Object thing) {
        if (filling != null && !add(thing)) {
            certain.add(thing);
        }
    }

    /**
     * Notes a thing.
     *
     * @return whether it is noted; it is not when there are too many, or nobody asks
     */
    public boolean add(Object thing) {
        for (Noted noted = filling; noted != null; noted = filling) {
            if (noted.size.get() >= MOST) {
                if (noted == filling) {
                    return false;
                }
                continue;
            }
            int at = noted.size.getAndIncrement();
            if (at < MOST) {
                noted.things.setRelease(at, thing);
                return true;
            }
            if (at < CLOSED) {
                return false;
            }
            // it was closed just now: the next list is there already
        }
        return false;
    }

    /** What was noted since the last call, in the order in which it was. */
    public synchronized List<Object> take() {
        Noted noted = filling;
        if (noted == null || noted.size.get() == 0) {
            return List.of(); // nothing is certain either, which is only what there was no room for
        }
        filling = new Noted();
        int size = Math.min(MOST, noted.size.getAndSet(CLOSED));
        List<Object> things = new ArrayList<>(size + certain.size());
        for (int at = 0; at < size; at++) {
            things.add(thing(noted, at));
        }
        things.addAll(certain);
        certain.clear();
        return things;
    }

    /** A thing whose place is taken: the thread that took it is about to put it there. */
    private static Object thing(Noted noted, int at) {
        Object thing = noted.things.getAcquire(at);
        while (thing == null) {
            LockSupport.parkNanos(1_000);
            thing = noted.things.getAcquire(at);
        }
        return thing;
    }
}
