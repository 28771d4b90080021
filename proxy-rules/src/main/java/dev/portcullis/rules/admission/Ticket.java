package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.Admission.Waiter;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import org.jspecify.annotations.Nullable;

/** One request at or before the origin. What is not final is guarded by the lock of {@link FairAdmission}. */
final class Ticket implements Place {

    private final FairAdmission admission;
    final Lane lane;
    final Account client;
    final Precedence precedence;
    final Waiter waiter;
    final int bytes;
    final long enteredAt;

    /** Counts arrivals. */
    long number;
    /** Tells its path from others, for what is learnt of it. */
    int path;
    /** What it is thought to take of the origin's time, in nanoseconds. */
    double expected;

    State state = State.NEW;
    private Entry entry = Entry.WAITING;
    private boolean pushing;
    private @Nullable Shed shed;

    /** The line it waits in, and its neighbours there. */
    @Nullable
    Line line;

    @Nullable
    Ticket ahead;

    @Nullable
    Ticket behind;

    /** Its neighbours in a {@link TicketList}: of those that wait, or of those at the origin. */
    @Nullable
    Ticket older;

    @Nullable
    Ticket newer;

    /** The next of those whose waiters are yet to hear. */
    @Nullable
    Ticket toHear;

    long admittedAt;
    /** How long it had waited when it was admitted. */
    long waited;

    /** Whether more of its client's requests waited when it was admitted than a browser's do. */
    boolean greedy;

    boolean slow;
    /** When the place of an abandoned request becomes free. */
    long freeAt;
    /** What is left, at {@link #chargedAt}, of what the client was charged. */
    double charged;

    long chargedAt;
    /** How long the lane had been stalled when the request was admitted. */
    long stalledBefore;

    /** Where a request is. */
    enum State {
        /** It has only just come. */
        NEW,
        WAITING,
        /** It has a place. */
        SERVED,
        /** Nobody waits for it any more, but the origin is thought to work for it still. */
        ABANDONED,
        SHED,
        /** It has left, or given its place back. */
        OVER
    }

    Ticket(
            FairAdmission admission,
            Lane lane,
            Account client,
            Precedence precedence,
            Waiter waiter,
            int bytes,
            long enteredAt) {
        this.admission = admission;
        this.lane = lane;
        this.client = client;
        this.precedence = precedence;
        this.waiter = waiter;
        this.bytes = bytes;
        this.enteredAt = enteredAt;
    }

    /** Notes what came of asking for a place, and whether the client pushes. */
    void enteredAs(Entry what, boolean isPushing) {
        entry = what;
        pushing = isPushing;
    }

    void setShed(Shed why) {
        state = State.SHED;
        shed = why;
    }

    /** Tells the waiter what became of the request: it has been shed, or has a place. Called without the lock. */
    void tell() {
        if (shed == null) {
            waiter.admitted();
        } else {
            waiter.shed(shed);
        }
    }

    @Override
    public Entry entry() {
        return entry;
    }

    @Override
    public @Nullable Shed shed() {
        return entry == Entry.SHED ? shed : null;
    }

    @Override
    public boolean isPushing() {
        return pushing;
    }

    @Override
    public long waitedNanos() {
        return waited;
    }

    @Override
    public long done(long originNanos, Result result, long now) {
        return admission.done(this, originNanos, result, now);
    }

    @Override
    public void leave(long now) {
        admission.leave(this, now);
    }
}
