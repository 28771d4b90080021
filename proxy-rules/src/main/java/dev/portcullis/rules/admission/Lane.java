package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Precedence;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A way to the origin: so many places, and the queue of those who wait for one.
 *
 * <p>Two kinds of requests at the origin need a word. One that is <em>slow</em>, there for much longer than usual, waits for something else than the
 * processor, or its client reads slowly: it does not count against the limit for other clients, or else two reports of half a
 * minute would stop a site whose limit is two. One that is <em>abandoned</em> counts until the origin is likely to have finished it: a bot that
 * hangs up at once would otherwise keep every worker of PHP busy without ever holding a place.
 *
 * <p>Guarded by the lock of {@link FairAdmission}.
 */
final class Lane {

    private static final Precedence[] CLASSES = Precedence.values();

    /** How long what was seen last of those that hang up is heeded. */
    private static final long LATELY_NANOS = Duration.ofSeconds(5).toNanos();

    /** Nobody feels a trial of the limit where requests take less. */
    private static final long FELT_NANOS = Duration.ofMillis(2).toNanos();

    private final Queue settings;
    private final Limit limit;
    private final Places places;
    private final Lightness lightness;
    private final FairQueue queue;
    private final Progress progress;
    private final GreedyPace pace;
    private final Newcomers newcomers;
    private final Demand demand = new Demand();
    private final TicketList atOrigin = new TicketList();
    private final PriorityQueue<Ticket> abandoned = new PriorityQueue<>(Comparator.comparingLong(this::untilFree));
    private final long epoch;

    private int inFlight;
    private int slow;
    private long advancedTo;
    private long blindUntil;

    Lane(Queue settings, Limit limit, Places places, Lightness lightness, long now) {
        this.settings = settings;
        this.limit = limit;
        this.places = places;
        this.lightness = lightness;
        this.queue = new FairQueue(settings.lowerShare(), lightness);
        this.progress = new Progress(now);
        this.pace = new GreedyPace(places.greedy(), now);
        this.newcomers = new Newcomers(now);
        this.epoch = now;
        this.advancedTo = now;
        this.blindUntil = now;
    }

    Limit limit() {
        return limit;
    }

    Progress progress() {
        return progress;
    }

    /** Takes note of the time: frees the places of those that the origin is thought to have finished. */
    void advance(long now) {
        long elapsed = now - advancedTo;
        if (elapsed > 0) {
            limit.passed(elapsed, inFlight - slow, isTelling(), now);
            demand.passed(elapsed, queue.size() > 0, queue.hasMoreThanThrongs(), queue.hasUncrowded());
            advancedTo = now;
            progress.advance(now, inFlight > 0);
        }
        Ticket next = abandoned.peek();
        while (next != null && next.freeAt - now <= 0) {
            abandoned.remove();
            release(next);
            next = abandoned.peek();
        }
    }

    /** Whether a request that has just come needs not wait: there is room for it, and nobody waits. */
    boolean hasRoomFor(Ticket ticket) {
        return queue.size() == 0 && fits(ticket);
    }

    /** Whether what the origin does now tells anything of the limit: others wait, and it is seen what it works for. */
    private boolean isTelling() {
        return queue.size() > 0 && !isBlind();
    }

    /** The origin has answered this request, after so long. */
    void answered(Ticket ticket, long originNanos, long now) {
        boolean isTelling = isTelling();
        boolean isWanted = isTelling && demand.isForTrial(canHurt(ticket, now), limit.places() <= places.floor());
        limit.answered(originNanos, isTelling, isWanted, now);
    }

    /** Whether a trial of the limit could be felt by clients of little recent use: others than who has just been answered, unless it is one. */
    private boolean canHurt(Ticket ticket, long now) {
        return progress.meanNanos() >= FELT_NANOS
                && (isLight(ticket) ? newcomers.have(now) : newcomers.haveBesides(ticket.client, now));
    }

    /** Whether much of the origin's work is, or was just now, for requests that were abandoned: when that is done is a guess. */
    private boolean isBlind() {
        return advancedTo - blindUntil < 0;
    }

    /** The limit; half of it while too much of what the origin does can't be seen. */
    private int limitNow() {
        return isBlind() ? Math.max(Math.min(places.floor(), limit.places()), limit.places() / 2) : limit.places();
    }

    void enqueue(Ticket ticket, long now) {
        ticket.state = Ticket.State.WAITING;
        queue.add(ticket, now);
    }

    /** Takes out of the queue the next one that there is a place for; null when there is none. */
    @Nullable
    Ticket takeNext(long now) {
        boolean byNetwork = queue.size() > settings.networksFrom() * limit.places();
        Ticket next = queue.next(byNetwork, now);
        if (next == null) {
            return null;
        }
        if (!fits(next)) {
            next = isLight(next) ? null : instead(next, byNetwork, now);
        }
        if (next != null) {
            queue.take(next, now);
        }
        return next;
    }

    /** Who goes while there is no place for the one whose turn it is: who is light, or is not held to the pace of the greedy. */
    private @Nullable Ticket instead(Ticket ticket, boolean byNetwork, long now) {
        boolean isHeld = Lightness.isCrowded(ticket.client);
        for (Precedence precedence : CLASSES) {
            Ticket first = queue.firstLight(precedence, byNetwork, now);
            if (first != null && isLight(first) && fits(first)) {
                return first;
            }
            first = isHeld ? queue.firstUncrowded(precedence, now) : null;
            if (first != null && fits(first)) {
                return first;
            }
        }
        return null;
    }

    private boolean isLight(Ticket ticket) {
        return switch (ticket.precedence) {
            case ALLOWED -> true;
            case SUSPECTED -> false;
            case SESSION, CRAWLER, UNKNOWN -> lightness.isLight(ticket.client, advancedTo);
        };
    }

    /** Whether there is a place for the request. A client's own slow requests count against it. */
    private boolean fits(Ticket ticket) {
        int counted = inFlight - slow + ticket.client.slow();
        int most = limitNow();
        if (counted >= most + places.reserved()) {
            return false;
        }
        boolean light = isLight(ticket);
        int more = light ? places.reserved() : 0;
        if (!light && !limit.isMeasuring() && newcomers.haveBesides(ticket.client, advancedTo)) {
            most = othersPlaces(most);
            if (Lightness.isCrowded(ticket.client) && !pace.allows(advancedTo)) {
                return false;
            }
        }
        return counted < most + more && inFlight < limit.ceiling() + more;
    }

    /** How many places who is not light has of so many, while light clients come. */
    private int othersPlaces(int most) {
        return Math.max(1, most - places.spare());
    }

    void admit(Ticket ticket, long now) {
        boolean isLight = isLight(ticket);
        ticket.greedy = !isLight && Lightness.isCrowded(ticket.client);
        ticket.waited = now - ticket.enteredAt;
        if (isLight) {
            newcomers.came(ticket.client, now);
        }
        if (ticket.waited > progress.meanNanos() && lightness.usedLittle(ticket.client, now)) {
            lightness.tighten();
        }
        ticket.state = Ticket.State.SERVED;
        ticket.admittedAt = now;
        ticket.stalledBefore = progress.stalledNanos();
        if (inFlight == 0) {
            progress.began(now);
        }
        inFlight++;
        ticket.client.addInFlight(1);
        atOrigin.add(ticket);
    }

    /** In how many nanoseconds time alone may give a place to somebody who waits; Long.MAX_VALUE when it will not. */
    long nanosToPlace() {
        if (queue.size() == 0) {
            return Long.MAX_VALUE;
        }
        Ticket next = abandoned.peek();
        return Math.min(pace.nanosLeft(advancedTo), next == null ? Long.MAX_VALUE : next.freeAt - advancedTo);
    }

    /** Takes a request out of the queue that is not to be served. */
    void drop(Ticket ticket, long now) {
        queue.remove(ticket, now);
    }

    /** Gives back the place of a request. */
    void release(Ticket ticket) {
        ticket.state = Ticket.State.OVER;
        setSlow(ticket, false);
        atOrigin.remove(ticket);
        inFlight--;
        ticket.client.addInFlight(-1);
        if (ticket.greedy) {
            pace.used(ticket.admittedAt, advancedTo, othersPlaces(limit.places()), queue.size());
        }
    }

    /** Keeps the place of a request that nobody waits for. */
    void abandon(Ticket ticket, long freeAt) {
        ticket.state = Ticket.State.ABANDONED;
        ticket.freeAt = freeAt;
        abandoned.add(ticket);
        if (2 * abandoned.size() > limit.places()) {
            blindUntil = advancedTo + LATELY_NANOS;
        }
    }

    /** The request that has been at the origin for longest; each knows the next. */
    @Nullable
    Ticket longestAtOrigin() {
        return atOrigin.oldest();
    }

    /** Notes whether a request has been at the origin for long. */
    void setSlow(Ticket ticket, boolean isSlow) {
        if (ticket.slow != isSlow) {
            ticket.slow = isSlow;
            int change = isSlow ? 1 : -1;
            slow += change;
            ticket.client.addSlow(change);
        }
    }

    /** Who is to be shed because too many wait, or too much; null when all may stay. */
    @Nullable
    Ticket tooMany() {
        return queue.size() > settings.most() || queue.bytes() > settings.mostBytes() ? queue.greediest() : null;
    }

    /** Who has waited for too long; null when nobody has. */
    @Nullable
    Ticket tooLate(long now) {
        Ticket oldest = queue.oldest();
        return oldest != null && now - oldest.enteredAt >= settings.longest().toNanos() ? oldest : null;
    }

    /** When those who wait now will have been served, in seconds, from 1 to 30. */
    int retryAfterSeconds() {
        double nanos = queue.size() * progress.meanNanos() / limit.places();
        return (int) Math.max(1, Math.min(30, Math.ceil(nanos / 1e9)));
    }

    AdmissionReport.Lane report() {
        return new AdmissionReport.Lane(
                limit.places(), inFlight, slow, abandoned.size(), queue.size(), queue.bytes(), progress.isStalled());
    }

    private long untilFree(Ticket ticket) {
        return ticket.freeAt - epoch;
    }
}
