package dev.portcullis.core.exchange;

import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Place.Result;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A request's turn at the origin: asked for once, waited for perhaps, given back once. Used on the event loop of its exchange,
 * to which it brings what other threads say.
 */
final class Turn implements Admission.Waiter {

    private final Admission admission;
    private final Policy policy;
    private final ExchangeRecord record;
    private final Executor loop;
    private final Listener listener;
    private @Nullable Place place;
    private boolean waiting;

    /** Hears on the event loop what came of asking. One of the methods is called, once, unless the turn was given up before. */
    interface Listener {

        /** The request may go to the origin now. */
        void admitted();

        /** It is to be answered with 503. */
        void shed(Shed shed);
    }

    /** The turn of the request of this record, whose class policy says. */
    Turn(Admission admission, Policy policy, ExchangeRecord record, Executor loop, Listener listener) {
        this.admission = admission;
        this.policy = policy;
        this.record = record;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Asks for the turn. What comes of it is told before this returns, unless the request has to wait.
     *
     * @param bodyBytes what the request holds in memory besides its head while it waits
     */
    void ask(long bodyBytes, long now) {
        waiting = true;
        record.waits(now);
        Precedence precedence = policy.precedence(record, record.verdict(), now);
        Place asked = admission.enter(record, precedence, record.headBytes() + (int) bodyBytes, this, now);
        place = asked;
        if (asked.isPushing()) {
            policy.waits(record, record.verdict(), now);
        }
        Shed shed = asked.shed();
        if (shed != null) {
            turnAway(shed);
        } else if (asked.entry() == Place.Entry.ADMITTED) {
            take();
        }
    }

    @Override
    public void admitted() {
        loop.execute(this::take);
    }

    @Override
    public void shed(Shed shed) {
        loop.execute(() -> turnAway(shed));
    }

    private void take() {
        if (waiting) {
            waiting = false;
            listener.admitted();
        }
    }

    private void turnAway(Shed shed) {
        if (waiting) {
            waiting = false;
            place = null;
            listener.shed(shed);
        }
    }

    /** How long the request waited, in nanoseconds. */
    long waitedNanos() {
        return place == null ? 0 : place.waitedNanos();
    }

    /** The origin works for the request no more: gives the turn back, or up if it has not come. Further calls do nothing. */
    void over(Result result, long now) {
        record.originDone(now);
        Place held = place;
        place = null;
        if (held != null && waiting) {
            waiting = false;
            held.leave(now);
        } else if (held != null) {
            record.addStalledNanos(held.done(record.originNanos(), result, now));
        }
    }
}
