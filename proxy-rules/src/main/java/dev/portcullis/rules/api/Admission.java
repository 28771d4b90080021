package dev.portcullis.rules.api;

import java.util.List;

/**
 * Says who may go to the origin when. The data path asks for a {@link Place} for each request that a verdict forwards, hands
 * the request to the origin only when it has been admitted, and gives the place back when the origin is done with it.
 *
 * <p>There is no thread and no clock behind it: {@code now} is monotonic time in nanoseconds, and {@link #sweep} is to be called
 * a few times a second. Called on event loops, from several at once: no call blocks for long, waits or throws.
 */
public interface Admission {

    /**
     * Asks for a place at the origin. {@link Place#entry} of what is returned says what came of it: admitted at once, to wait,
     * or shed at once. Only a request that has to wait calls its waiter, later and once.
     *
     * @param facts whom the request is charged to, and what it asks for
     * @param precedence the class it goes in
     * @param bytes what the request holds in memory while it waits, 0 or more
     * @param waiter hears what became of a request that has to wait
     */
    Place enter(Facts facts, Precedence precedence, int bytes, Waiter waiter, long now);

    /** Sheds who has waited for too long, and gives out what has become free by time alone. */
    void sweep(long now);

    /** How it stands now, and what was counted since the start. */
    AdmissionReport report(long now);

    /**
     * The clients that used the most of the origin's time lately, the costliest first. Looks at every client that is
     * remembered: for an administrator's question, not for each request.
     *
     * @param most how many at most
     */
    List<Spender> spenders(int most, long now);

    /**
     * A request that waits. Exactly one of the methods is called, once, unless it {@linkplain Place#leave leaves} before. The call is
     * made on whichever thread set a place free or swept, without a lock held, perhaps before {@link #enter} has returned to
     * the thread that asked: an implementation hands over to its own event loop and returns.
     */
    interface Waiter {

        /** The place is its own from now on, and must be given back. */
        void admitted();

        /** It waited for nothing: it is to be answered with 503, and holds no place. */
        void shed(Shed shed);
    }

    /**
     * What a client used of the origin lately.
     *
     * @param client who is charged
     * @param originNanos the origin's time it used, decayed by half each half-life
     * @param share of all that the origin's time was used for, 0 to 1, decayed likewise
     * @param inFlight its requests at the origin now
     * @param waiting its requests that wait now
     */
    record Spender(IpPrefix client, long originNanos, double share, int inFlight, int waiting) {}
}
