package dev.portcullis.rules.count;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rule has counted of a subject, as it outlives the process: in at most {@value #PIECES} pieces, the oldest first.
 *
 * <p>A piece stands for events of which none leaves the window before it does, so that a count that was taken in again is never too high. It
 * may be too low by less than a piece: some leave a little earlier than they would have.
 *
 * @param rule what the rule counts, in the words of whoever keeps it
 */
public record KeptWindow(String rule, List<Piece> pieces) {

    /** The most pieces of a window. */
    public static final int PIECES = 32;

    /** Copies the list. */
    public KeptWindow {
        pieces = List.copyOf(pieces);
    }

    /**
     * Events that are taken for one.
     *
     * @param at when it was, by the calendar
     * @param weight of all of them
     */
    public record Piece(Instant at, long weight) {}

    /** What all pieces weigh. */
    public long total() {
        return pieces.stream().mapToLong(Piece::weight).sum();
    }

    /**
     * What is under this slot of the tally now. To be called with the tally's monitor held.
     *
     * @param now the present by monotonic time
     * @param clock the present by the calendar
     */
    public static KeptWindow of(String rule, Tally tally, Slot slot, Limit limit, long now, Instant clock) {
        List<Piece> pieces = new ArrayList<>();
        long rest =
                limit.isDistinct() ? 0 : tally.count(slot, limit, now); // things are known by a process' own key only
        long size = Math.max(1, (rest + PIECES - 1) / PIECES);
        while (rest > 0) {
            // the first of the rest to leave is as old as the window is long, less than what it still has
            long age = limit.within() - tally.untilAtMost(rest - 1, slot, limit, now);
            long weight = Math.min(size, rest);
            pieces.add(new Piece(clock.minusNanos(age), weight));
            rest -= weight;
        }
        return new KeptWindow(rule, pieces);
    }

    /**
     * Counts it again under this slot of the tally. Nothing is, when the calendar has gone back behind it: nobody knows then how old it is.
     * To be called with the tally's monitor held.
     */
    public void restore(Tally tally, Slot slot, Limit limit, long now, Instant clock) {
        for (Piece piece : pieces) {
            Duration age = Duration.between(piece.at(), clock);
            if (age.isNegative()) {
                return;
            }
            if (age.compareTo(Duration.ofNanos(limit.within())) < 0) {
                tally.add(slot, limit, piece.weight(), now - age.toNanos());
            }
        }
    }
}
