package dev.portcullis.core.exchange;

import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Place.Result;
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

    Turn(Admission admission, Executor loop, Listener listener) {
        this.admission = admission;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Asks for the turn. What comes of it is told before this returns, unless the request has to wait.
     *
     * @param precedence the class it goes in
     * @param bytes what the request holds in memory while it waits
     */
    void ask(ExchangeRecord request, Precedence precedence, int bytes, long now) {
        waiting = true;
        Place asked = admission.enter(request, precedence, bytes, this, now);
        place = asked;
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

    /**
     * Gives the turn back, or up if it has not come. Further calls do nothing.
     *
     * @param originNanos how long the origin was busy with the request
     * @return for how much of that it stood still
     */
    long over(long originNanos, Result result, long now) {
        Place held = place;
        place = null;
        if (held != null && waiting) {
            waiting = false;
            held.leave(now);
        } else if (held != null) {
            return held.done(originNanos, result, now);
        }
        return 0;
    }
}
