package dev.portcullis.app.notify;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a target is still to be told, and when.
 *
 * <p>The first event opens a window; when it closes, all that has come goes out together, but not before the pause since the last
 * message is over. A critical event waits only for that. What could not be sent is tried again after 5 seconds, then 10, and so on to
 * ten minutes, together with what has come meanwhile. A message that the target itself refused eight times is given up: the next
 * one says how many events were not sent. Safe between threads; no call takes longer than a copy of {@link Digest#MOST} events.
 */
final class Outbox {

    private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(10);
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);
    private static final int MOST_REFUSALS = 8;

    private Pace pace;
    private Digest pending = new Digest();
    private long openedAt;
    private boolean everSent;
    private long sentAt;
    private long retryWait;
    private long failedAt;
    private int refusals;
    private boolean sending;
    private boolean closed;
    private long dropped;

    Outbox(Pace pace) {
        this.pace = pace;
    }

    synchronized void pace(Pace other) {
        pace = other;
    }

    /** Forgets that it had to wait: the target has become another one. */
    synchronized void retryAtOnce() {
        retryWait = 0;
        refusals = 0;
    }

    synchronized void add(Event event, long now) {
        if (closed) {
            return;
        }
        open(now);
        dropped += pending.add(event);
    }

    synchronized void add(BanTally bans, long now) {
        if (closed) {
            return;
        }
        open(now);
        pending.add(bans);
    }

    private void open(long now) {
        if (pending.isEmpty()) {
            openedAt = now;
        }
    }

    /** What is to be sent now; null when nothing is. Until {@link #accepted} or {@link #failed} there is no other. */
    synchronized @Nullable Digest due(long now) {
        return isDue(now) ? take() : null;
    }

    /** What is left, due or not, for the last message; null when there is nothing. */
    synchronized @Nullable Digest rest() {
        return pending.isEmpty() ? null : take();
    }

    private boolean isDue(long now) {
        if (sending || pending.isEmpty()) {
            return false;
        }
        if (retryWait > 0) {
            return now - failedAt >= retryWait;
        }
        boolean collected =
                pending.isUrgent() || now - openedAt >= pace.collect().toNanos();
        return collected && (!everSent || now - sentAt >= pace.pause().toNanos());
    }

    private Digest take() {
        Digest taken = pending;
        pending = new Digest();
        sending = true;
        return taken;
    }

    /** It has been sent. */
    synchronized void accepted(long now) {
        sending = false;
        everSent = true;
        sentAt = now;
        retryWait = 0;
        refusals = 0;
    }

    /** It has not been sent: it is told later, with what has come meanwhile. Gives back how many events and bans were dropped for that. */
    synchronized long failed(Digest digest, Reply.Failed failure, long now) {
        sending = false;
        failedAt = now;
        long asked = min(failure.patience(), LONGEST_ASKED).toNanos();
        retryWait = Math.max(asked, retryWait == 0 ? FIRST_WAIT : Math.min(2 * retryWait, LONGEST_WAIT));
        refusals = failure.refused() ? refusals + 1 : 0;
        long lost;
        if (closed) {
            lost = digest.size();
        } else if (refusals < MOST_REFUSALS) {
            lost = digest.addLater(pending);
            openedAt = now;
            pending = digest;
        } else {
            refusals = 0;
            lost = digest.size();
            pending.miss(lost + digest.missing());
        }
        dropped += lost;
        return lost;
    }

    /** Whether a message is on its way. */
    synchronized boolean isSending() {
        return sending;
    }

    /** Events and bans that were never sent. */
    synchronized long dropped() {
        return dropped;
    }

    /** Gives up what is left, and takes no more; gives back how many events and bans that were. */
    synchronized long giveUp() {
        long left = pending.size();
        dropped += left;
        pending = new Digest();
        closed = true;
        return left;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
