package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/** What one client, or one network, used of the origin and asks of it. Guarded by the lock of {@link FairAdmission}. */
final class Account {

    /** Less than a nanosecond is what rounding leaves of nothing. */
    private static final double NOTHING = 1;

    private final IpPrefix subject;
    private final @Nullable Account network;
    private final HalfLives halfLives;

    private long at;
    private double used;
    private double claimed;
    private double asked;

    private int inFlight;
    private int slow;
    private int waiting;
    private int members;
    private @Nullable Contender contenders;

    /** Its neighbours in the {@link AccountTable}. */
    @Nullable
    Account inBucket;

    @Nullable
    Account askedEarlier;

    @Nullable
    Account askedLater;

    /** An account of a client in that network, or of a network. */
    Account(IpPrefix subject, @Nullable Account network, HalfLives halfLives, long now) {
        this.subject = subject;
        this.network = network;
        this.halfLives = halfLives;
        this.at = now;
    }

    IpPrefix subject() {
        return subject;
    }

    /** The client's network; a network's own account is its own network. */
    Account network() {
        return network == null ? this : network;
    }

    /** Asks for the origin's time: noted at once, served or not. */
    void ask(double nanos, long now) {
        settle(now);
        asked += nanos;
        if (network != null) {
            network.ask(nanos, now);
        }
    }

    /** Charges the origin's time, or gives back (less than 0) what was charged too much. */
    void charge(double nanos, long now) {
        settle(now);
        used = atLeastNothing(used + nanos);
        refresh(now);
        if (network != null) {
            network.charge(nanos, now);
        }
    }

    /** Notes one more request that waits, and what it will take of the origin's time. */
    void claim(double nanos, long now) {
        settle(now);
        claimed += nanos;
        waiting++;
        refresh(now);
        if (network != null) {
            network.claim(nanos, now);
        }
    }

    /** Notes that a request waits no more, whose claim was made this many nanoseconds ago. */
    void unclaim(double nanos, long elapsed, long now) {
        settle(now);
        waiting--;
        claimed = waiting == 0 ? 0 : atLeastNothing(claimed - nanos * halfLives.useLeft(elapsed));
        refresh(now);
        if (network != null) {
            network.unclaim(nanos, elapsed, now);
        }
    }

    /** Notes one more request at the origin, or one less (-1). */
    void addInFlight(int change) {
        inFlight += change;
        if (network != null) {
            network.addInFlight(change);
        }
    }

    /** Notes one more request that has been at the origin for long, or one less (-1). */
    void addSlow(int change) {
        slow += change;
    }

    /** Notes that so many more of a network's clients have an account. */
    void addMembers(int change) {
        members += change;
    }

    /** What it used lately, in nanoseconds. */
    double used(long now) {
        return used * halfLives.useLeft(now - at);
    }

    /** What it asked for in the last seconds, in nanoseconds. */
    double asked(long now) {
        return asked * halfLives.askedLeft(now - at);
    }

    int inFlight() {
        return inFlight;
    }

    int slow() {
        return slow;
    }

    int waiting() {
        return waiting;
    }

    /** Whether nothing would be lost by forgetting it. */
    boolean isIdle() {
        return inFlight == 0 && waiting == 0 && members == 0;
    }

    double useRank() {
        return halfLives.useRank(used, at);
    }

    double askedRank() {
        return halfLives.askedRank(asked, at);
    }

    /** Orders by what was used and what is waited for, together. */
    double greedRank() {
        return halfLives.useRank(used + claimed, at);
    }

    /** The first of those that contend for it in the queues; each knows the next. */
    @Nullable
    Contender contenders() {
        return contenders;
    }

    void setContenders(@Nullable Contender first) {
        contenders = first;
    }

    private void refresh(long now) {
        for (Contender next = contenders; next != null; next = next.next()) {
            next.refresh(now);
        }
    }

    private void settle(long now) {
        long elapsed = now - at;
        if (elapsed > 0) {
            double left = halfLives.useLeft(elapsed);
            used = atLeastNothing(used * left);
            claimed *= left;
            asked = atLeastNothing(asked * halfLives.askedLeft(elapsed));
            at = now;
        }
    }

    private static double atLeastNothing(double amount) {
        return amount < NOTHING ? 0 : amount;
    }
}
