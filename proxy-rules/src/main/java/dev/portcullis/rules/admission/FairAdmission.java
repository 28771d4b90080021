package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Admission that is fair by what clients use of the origin's time.
 *
 * <p>All that changes is under one lock, held for about a microsecond: fairness is between all clients, and a request that can go at once
 * costs one allocation, its place, and no more than a few dozen arithmetic operations. Waiters are told after the lock is given up.
 */
public final class FairAdmission implements Admission {

    /** The longest that a place is kept for a request that was abandoned. */
    private static final double LONGEST_ABANDONED = Duration.ofSeconds(10).toNanos();

    /** How much longer than usual the origin is thought to work for a request that was abandoned: it can't be seen. */
    private static final int CAUTION = 2;

    private final Object lock = new Object();
    private final Kinds kinds;
    private final HalfLives halfLives;
    private final Lightness lightness;
    private final Accounts accounts;
    private final Lane pages;
    private final Lane files;
    private final PathCosts costs = new PathCosts();
    private final Meter meter = new Meter();
    private final Alarm alarm;
    private long arrivals;
    private long lookAt;
    private int looks;

    /**
     * Admission with nobody at the origin.
     *
     * @param seed of the hash of clients: a number that nobody can guess
     * @param alarm lets those go for whom a place becomes free by time alone; without it they go with the next sweep
     */
    public FairAdmission(AdmissionSettings settings, long seed, long now, Alarm alarm) {
        AdmissionSettings.Fairness fairness = settings.fairness();
        this.kinds = new Kinds(settings.files());
        this.halfLives = new HalfLives(fairness.halfLife(), now);
        this.alarm = alarm;
        this.lookAt = now;
        this.lightness = new Lightness(fairness.light(), fairness.lightNetwork(), halfLives.meanLifeNanos());
        this.accounts = new Accounts(fairness, halfLives, seed);
        this.pages = new Lane(settings.queue(), Limit.of(settings.places(), now), settings.places(), lightness, now);
        int atOnce = settings.files().atOnce();
        this.files = new Lane(
                settings.queue(), new FixedLimit(atOnce, 4 * atOnce), Places.fixed(atOnce, 0, 0), lightness, now);
        lightness.places(pages.limit().places());
    }

    @Override
    public Place enter(Facts facts, Precedence precedence, int bytes, Waiter waiter, long now) {
        int path = PathCosts.hash(facts);
        boolean looksLikeFile = kinds.looksLikeFile(facts);
        Heard heard = new Heard();
        Ticket ticket;
        synchronized (lock) {
            Account client = accounts.of(facts.client(), now);
            boolean isFile = (looksLikeFile || kinds.isSmall(costs, path)) && lightness.isLight(client, now);
            Lane lane = isFile ? files : pages;
            ticket = new Ticket(this, lane, client, precedence, waiter, bytes, now);
            ticket.number = ++arrivals;
            ticket.path = path;
            ticket.expected = costs.expected(path, lane.progress().meanNanos());
            client.ask(ticket.expected, now);
            lane.advance(now);
            grant(lane, heard, now);
            if (lane.hasRoomFor(ticket)) {
                admit(ticket, now);
            } else {
                lane.enqueue(ticket, now);
                grant(lane, heard, now);
                shedWhileTooMany(lane, heard, now);
            }
            boolean isPushing = !looksLikeFile
                    && client.waiting() > Line.ONE_BROWSER
                    && !lane.progress().isStalled();
            ticket.enteredAs(entry(ticket), isPushing);
            heard.remove(ticket);
        }
        tell(heard);
        return ticket;
    }

    @Override
    public void sweep(long now) {
        Heard heard = new Heard();
        synchronized (lock) {
            sweep(pages, heard, now);
            sweep(files, heard, now);
            accounts.sweep(now);
            lightness.loosen();
        }
        tell(heard);
    }

    private void sweep(Lane lane, Heard heard, long now) {
        lane.advance(now);
        noteSlow(lane, now);
        for (Ticket late = lane.tooLate(now); late != null; late = lane.tooLate(now)) {
            lane.drop(late, now);
            shed(late, Shed.Reason.WAITED_TOO_LONG, heard, now);
        }
        grant(lane, heard, now);
    }

    /** Requests that are at the origin for long are charged as time goes by, not when they end. */
    private void noteSlow(Lane lane, long now) {
        double patience = lane.progress().patienceNanos();
        Ticket next = lane.longestAtOrigin();
        while (next != null && now - next.admittedAt >= patience) {
            if (next.state == Ticket.State.SERVED) {
                lane.setSlow(next, true);
                long there = now - next.admittedAt;
                double cost = there - stalled(next, there);
                if (cost > next.charged) {
                    settle(next, cost, now);
                }
            }
            next = next.newer;
        }
    }

    /** Ends a request that was at the origin. Returns for how much of that time the origin stood still. */
    long done(Ticket ticket, long originNanos, Place.Result result, long now) {
        Heard heard = new Heard();
        long stalled;
        synchronized (lock) {
            if (ticket.state != Ticket.State.SERVED) {
                return 0;
            }
            Lane lane = ticket.lane;
            lane.advance(now);
            stalled = stalled(ticket, originNanos);
            double cost = originNanos - stalled;
            switch (result) {
                case ANSWERED -> {
                    learn(ticket, originNanos, cost, now);
                    lane.release(ticket);
                }
                case FAILED -> lane.release(ticket);
                case ABANDONED -> cost = Math.max(cost, abandon(ticket, now));
            }
            settle(ticket, cost, now);
            meter.took(ticket.precedence, cost);
            grant(lane, heard, now);
        }
        tell(heard);
        return stalled;
    }

    /** For how much of the time in which it had the request the origin stood still: the client is not charged for it. */
    private static long stalled(Ticket ticket, long originNanos) {
        return Math.min(originNanos, ticket.lane.progress().stalledNanos() - ticket.stalledBefore);
    }

    private void learn(Ticket ticket, long originNanos, double cost, long now) {
        Lane lane = ticket.lane;
        boolean hadStalled = lane.progress().answered(cost, now);
        costs.took(ticket.path, cost);
        if (hadStalled) {
            lane.limit().interrupted(now);
        } else if (cost >= originNanos && !ticket.slow) {
            lane.answered(ticket, originNanos, now);
        }
        lightness.places(pages.limit().places());
    }

    /** Keeps the place for as long as the origin is thought to work on. Returns how long that is, from the beginning. */
    private static double abandon(Ticket ticket, long now) {
        double left = Math.min(CAUTION * ticket.expected - (now - ticket.admittedAt), LONGEST_ABANDONED);
        if (left > 0) {
            ticket.lane.abandon(ticket, now + (long) left);
            return CAUTION * ticket.expected;
        }
        ticket.lane.release(ticket);
        return 0;
    }

    /** Ends a request that the origin was not asked for. */
    void leave(Ticket ticket, long now) {
        Heard heard = new Heard();
        synchronized (lock) {
            Lane lane = ticket.lane;
            if (ticket.state == Ticket.State.WAITING) {
                lane.advance(now);
                lane.drop(ticket, now);
                ticket.state = Ticket.State.OVER;
                meter.gone(ticket.precedence);
                accounts.forgetIfUnused(ticket.client, now);
            } else if (ticket.state == Ticket.State.SERVED) {
                lane.advance(now);
                lane.release(ticket);
                settle(ticket, 0, now);
            } else {
                return;
            }
            grant(lane, heard, now);
        }
        tell(heard);
    }

    @Override
    public AdmissionReport report(long now) {
        synchronized (lock) {
            return new AdmissionReport(
                    pages.report(), files.report(), meter.classes(), meter.shedByReason(), accounts.size());
        }
    }

    @Override
    public List<Spender> spenders(int most, long now) {
        PriorityQueue<Spender> costliest = new PriorityQueue<>(Comparator.comparingLong(Spender::originNanos));
        double[] all = new double[1];
        synchronized (lock) {
            accounts.forEachClient(account -> {
                all[0] += account.used(now);
                costliest.add(spender(account, 0, now));
                if (costliest.size() > most) {
                    costliest.remove();
                }
            });
        }
        List<Spender> spenders = new ArrayList<>();
        for (Spender next = costliest.poll(); next != null; next = costliest.poll()) {
            double share = all[0] > 0 ? next.originNanos() / all[0] : 0;
            spenders.add(0, new Spender(next.client(), next.originNanos(), share, next.inFlight(), next.waiting()));
        }
        return spenders;
    }

    private static Spender spender(Account account, double share, long now) {
        return new Spender(
                account.subject(), Math.round(account.used(now)), share, account.inFlight(), account.waiting());
    }

    private void grant(Lane lane, Heard heard, long now) {
        for (Ticket next = lane.takeNext(now); next != null; next = lane.takeNext(now)) {
            admit(next, now);
            heard.add(next);
        }
        long nanos = lane.nanosToPlace();
        if (nanos != Long.MAX_VALUE && (now - lookAt >= 0 || now + nanos - lookAt < 0)) {
            lookAt = now + nanos;
            looks++;
            heard.look(looks, nanos);
        }
    }

    /** Without the lock. */
    private void tell(Heard heard) {
        long nanos = heard.lookAfter();
        if (nanos >= 0) {
            int number = heard.look();
            alarm.after(nanos, now -> look(number, now));
        }
        heard.tell();
    }

    /** Gives out what has become free by time, unless another look was asked for since. */
    private void look(int number, long now) {
        Heard heard = new Heard();
        synchronized (lock) {
            if (number != looks) {
                return;
            }
            lookAt = now;
            pages.advance(now);
            files.advance(now);
            grant(pages, heard, now);
            grant(files, heard, now);
        }
        tell(heard);
    }

    private void admit(Ticket ticket, long now) {
        ticket.lane.admit(ticket, now);
        ticket.chargedAt = now;
        settle(ticket, ticket.expected, now);
        meter.admitted(ticket.precedence, ticket.waited);
    }

    /** Makes what the client is charged for this request so much, whatever it was charged before. */
    private void settle(Ticket ticket, double cost, long now) {
        double before = ticket.charged * halfLives.useLeft(now - ticket.chargedAt);
        ticket.client.charge(cost - before, now);
        ticket.charged = cost;
        ticket.chargedAt = now;
    }

    private void shedWhileTooMany(Lane lane, Heard heard, long now) {
        for (Ticket greedy = lane.tooMany(); greedy != null; greedy = lane.tooMany()) {
            lane.drop(greedy, now);
            shed(greedy, Shed.Reason.QUEUE_FULL, heard, now);
        }
    }

    private void shed(Ticket ticket, Shed.Reason reason, Heard heard, long now) {
        ticket.setShed(new Shed(reason, ticket.lane.retryAfterSeconds()));
        meter.shed(ticket.precedence, reason);
        accounts.forgetIfUnused(ticket.client, now);
        heard.add(ticket);
    }

    private static Place.Entry entry(Ticket ticket) {
        return switch (ticket.state) {
            case SERVED -> Place.Entry.ADMITTED;
            case SHED -> Place.Entry.SHED;
            case NEW, WAITING, ABANDONED, OVER -> Place.Entry.WAITING;
        };
    }
}
