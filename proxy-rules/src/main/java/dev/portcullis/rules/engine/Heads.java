package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.RowBook;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the entries of frames of counts, and how old each frame is by it.
 *
 * <p>The last frame is as old as the calendar says. Between the frames of one process its monotonic time tells, so that it does not matter
 * who set the calendar meanwhile, and how often. Between two processes it is the calendar again; if that went back there, nobody knows how old the
 * frames before are, and they are left out.
 */
final class Heads {

    private final RowBook.@Nullable Earlier[] books;
    private final boolean[] counts;
    private final long[] processes;
    private final long[] calendar;
    private final long[] monotonic;
    private long process;
    private RowBook.@Nullable Earlier book;

    /** Of so many frames, which are to be told one after the other. */
    Heads(int frames) {
        this.books = new RowBook.Earlier[frames];
        this.counts = new boolean[frames];
        this.processes = new long[frames];
        this.calendar = new long[frames];
        this.monotonic = new long[frames];
    }

    /** The frames behind are of this process, and to be read by this book; null when that isn't understood. */
    void book(long of, RowBook.@Nullable Earlier read) {
        process = of;
        book = read;
    }

    /** A frame isn't understood: it may have been a book. */
    void unreadable() {
        book = null;
    }

    /** A frame of counts, written at this time by the calendar, in milliseconds, and by the monotonic time. */
    void counts(int place, long millis, long nanos) {
        books[place] = book;
        counts[place] = book != null;
        processes[place] = process;
        calendar[place] = millis;
        monotonic[place] = nanos;
    }

    /** The book by which a frame is to be read; null when it isn't. */
    RowBook.@Nullable Earlier book(int place) {
        return books[place];
    }

    /** Whether the calendar says less than when the last frame was written. */
    boolean isBehind(long millis) {
        int last = last(counts.length);
        return last >= 0 && calendar[last] > millis;
    }

    /**
     * When each frame was written, by the monotonic time of now; those of whom nobody knows have no {@link #book} from then on.
     *
     * @param millis what the calendar says now
     */
    long[] written(long now, long millis) {
        long[] written = new long[counts.length];
        long thenMillis = millis;
        long thenNanos = 0;
        long then = now;
        long of = 0;
        boolean any = false;
        for (int place = last(counts.length); place >= 0; place = last(place)) {
            if (any && processes[place] == of) {
                then -= Math.max(0, thenNanos - monotonic[place]);
            } else if (calendar[place] <= thenMillis) {
                then -= TimeUnit.MILLISECONDS.toNanos(thenMillis - calendar[place]);
            } else {
                leaveOutUpTo(place);
                break;
            }
            written[place] = then;
            of = processes[place];
            thenNanos = monotonic[place];
            thenMillis = calendar[place];
            any = true;
        }
        return written;
    }

    private void leaveOutUpTo(int place) {
        for (int each = 0; each <= place; each++) {
            books[each] = null;
        }
    }

    /** The last frame of counts before a place; below 0 there is none. */
    private int last(int before) {
        int place = before - 1;
        while (place >= 0 && !counts[place]) {
            place--;
        }
        return place;
    }
}
