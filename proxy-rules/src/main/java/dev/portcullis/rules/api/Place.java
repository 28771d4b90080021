package dev.portcullis.rules.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one request has of the origin: a place there, or one in the queue for it. Either {@link #done} or {@link #leave} is called
 * in the end, from any thread; further calls do nothing, nor does any for a request that was shed.
 */
public interface Place {

    /** What came of asking for a place. Does not change when a waiting request is admitted or shed later. */
    Entry entry();

    /** Why the request was shed when it came; null unless {@link #entry} is {@link Entry#SHED}. */
    @Nullable
    Shed shed();

    /**
     * Whether the request had to wait behind more of its own client's than one browser has under way, when the place was asked for: of what
     * looks like a file, and while the origin stood still, it never had, for that is no client's doing.
     */
    default boolean isPushing() {
        return false;
    }

    /** How long the request waited, in nanoseconds; 0 when it was admitted at once, or waits still. */
    long waitedNanos();

    /**
     * Gives the place back: the origin was asked, and is done with the request or was given up.
     *
     * @param originNanos how long the origin was busy with it, as in {@link Outcome#originNanos}: what the client is charged
     * @param result what came of it
     * @return for how much of that time the origin stood still, which nobody is charged for; 0 at further calls
     */
    long done(long originNanos, Result result, long now);

    /** Gives up a request that the origin was not asked for: it leaves the queue, or gives its place back unused. */
    void leave(long now);

    /** What came of asking for a place. */
    enum Entry {
        /** The request may go to the origin now. */
        ADMITTED,
        /** The request waits: its waiter will hear. */
        WAITING,
        /** There is no room to wait: the request is to be answered with 503. */
        SHED
    }

    /** What came of asking the origin. */
    enum Result {
        /** It answered, whole, whatever the status. */
        ANSWERED,
        /** It refused the connection, broke off or answered nonsense: it works for this request no more. */
        FAILED,
        /**
         * It was given up while it worked: the client left, was cut off, or the time was up. PHP notices a closed connection only
         * when it writes, so that the place is not free before the origin would usually have been done.
         */
        ABANDONED;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** The word for it in logs and metrics. */
        public String word() {
            return word;
        }
    }
}
