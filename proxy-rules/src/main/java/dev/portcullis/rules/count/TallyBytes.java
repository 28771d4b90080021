package dev.portcullis.rules.count;

import dev.portcullis.rules.keep.ByteReader;
import dev.portcullis.rules.keep.ByteWriter;
import java.util.BitSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of a subject, as bytes, and back: for each row its number and what is there, a cell or the pieces of each window.
 *
 * <p>Times are written as ages in whole milliseconds, rounded up: whatever is read is older than it was by up to a millisecond (of things up to
 * ten), never younger, so that no count is ahead afterwards. Of a window whose limit is large neighbouring buckets become one, as old as
 * the oldest of them, so that at most {@value #PIECES} are written: the count is right when it is read, and may later lag by one
 * piece, 4% of a full window.
 *
 * <p>A cell is taken into a cell, though other rules share its row now: a rule that is new, or had a row of its own. What it so
 * counts was done by the subject, and is one bucket of its window at most. For one thread.
 */
public final class TallyBytes {

    /** The most pieces of a window of weights. */
    private static final int PIECES = 64;

    private static final int WEIGHT = 0;
    private static final int THING = 1;
    private static final int WEIGHTS = 2;
    private static final int THINGS = 3;
    private static final long MILLI = 1_000_000;

    private final Pieces pieces = new Pieces();

    /** The numbers of the rows that have taken a cell of the tally that is read. */
    private final BitSet taken = new BitSet();

    /**
     * Writes what the rules of the book have counted, and takes note that it is written. To be called with the tally's monitor held, if it is
     * {@linkplain Tally#live live}.
     *
     * @param now what ages are reckoned from
     * @return whether there was anything
     */
    public boolean write(Tally tally, RowBook book, long now, ByteWriter out) {
        int before = out.size();
        long[] cells = tally.cells();
        for (int at = 0; at < cells.length && !Cells.isEmpty(cells, at); at += 2) {
            RowBook.Kept row = book.row(Cells.number(cells, at));
            if (row != null) {
                if (Cells.leadsToWindows(cells, at)) {
                    write(tally.windows(at), row, now, out);
                } else if (now - Cells.time(cells, at) < row.limits().longest()) {
                    long content = Cells.content(cells, at);
                    out.number(row.row().number());
                    out.u8(Tally.isThing(content) ? THING : WEIGHT);
                    out.number(age(Cells.time(cells, at), now));
                    out.number(content);
                }
            }
        }
        tally.setWritten();
        return out.size() > before;
    }

    private void write(Windows windows, RowBook.Kept row, long now, ByteWriter out) {
        boolean things = windows instanceof ThingWindows;
        int before = out.size();
        out.number(row.row().number());
        out.u8(things ? THINGS : WEIGHTS);
        boolean any = false;
        for (int index = 0; index < row.entries().size(); index++) {
            pieces.clear();
            RowBook.Entry entry = row.entries().get(index);
            if (entry != null) {
                windows.pieces(index, now, pieces);
                pieces.dropUpTo(now - entry.limit().within());
                pieces.sort();
                if (!things) {
                    pieces.thin(PIECES);
                }
            }
            any |= pieces.size() > 0;
            write(things, now, out);
        }
        if (!any) {
            out.backTo(before);
        }
    }

    private void write(boolean things, long now, ByteWriter out) {
        out.number(pieces.size());
        long before = 0;
        for (int place = 0; place < pieces.size(); place++) {
            long age = age(pieces.time(place), now);
            out.number(place == 0 ? age : before - age);
            before = age;
            if (things) {
                out.fixedInt((int) (pieces.event(place) >>> 32));
            } else {
                out.number(pieces.event(place));
            }
        }
    }

    private static long age(long time, long now) {
        return Math.max(0, now - time + MILLI - 1) / MILLI;
    }

    /**
     * Counts again what was written, beside what is counted here already. To be called with the tally's monitor held, if it is live.
     *
     * @param in is at its end afterwards
     * @param book by which it was written
     * @param written when it was, by the monotonic time of now
     * @param spent the time up to which a slot takes nothing; null when all take all
     */
    public void read(
            ByteReader in,
            RowBook.Earlier book,
            Tally tally,
            long written,
            long now,
            @Nullable ToLongFunction<Slot> spent) {
        taken.clear();
        while (in.hasMore()) {
            RowBook.Earlier.Rows rows = book.rows((int) in.number());
            int kind = in.u8();
            if (kind <= THING) {
                long time = written - in.number() * MILLI;
                readCell(rows, tally, time, in.number(), now, spent);
            } else {
                for (RowBook.Entry target : rows.targets()) {
                    readPieces(in, kind == THINGS, written);
                    restore(target, tally, kind == THINGS, now, spent);
                }
            }
        }
    }

    private void readCell(
            RowBook.Earlier.Rows rows,
            Tally tally,
            long time,
            long content,
            long now,
            @Nullable ToLongFunction<Slot> spent) {
        RowBook.Kept whole = rows.whole();
        boolean thing = Tally.isThing(content);
        if (whole != null && spent == null && isCell(whole, thing, content)) {
            if (now - time >= whole.limits().longest() || taken.get(whole.row().number())) {
                return;
            }
            if (tally.restore(whole.row(), time, content)) {
                taken.set(whole.row().number());
                return;
            }
        }
        for (RowBook.Entry target : rows.targets()) {
            pieces.clear();
            pieces.add(time, thing ? Tally.thing(content) : content);
            restore(target, tally, thing, now, spent);
        }
    }

    private static boolean isCell(RowBook.Kept row, boolean thing, long content) {
        return !row.row().isRetired()
                && row.limits().isDistinct() == thing
                && (thing || content <= row.limits().granule());
    }

    private void readPieces(ByteReader in, boolean things, long written) {
        pieces.clear();
        long age = 0;
        int size = in.count();
        for (int place = 0; place < size; place++) {
            long next = in.number();
            age = place == 0 ? next : age - next;
            long event = things ? (long) in.fixedInt() << 32 : in.number();
            pieces.add(written - age * MILLI, event);
        }
    }

    private void restore(
            RowBook.@Nullable Entry target,
            Tally tally,
            boolean things,
            long now,
            @Nullable ToLongFunction<Slot> spent) {
        if (target == null || target.slot().retired() || target.limit().isDistinct() != things) {
            return;
        }
        pieces.dropUpTo(now - target.limit().within());
        if (spent != null) {
            pieces.dropUpTo(spent.applyAsLong(target.slot()));
        }
        if (pieces.size() > 0) {
            if (taken.get(target.slot().row().number())) {
                tally.clear(target.slot()); // the cell says a part of the same
            }
            tally.windowsOf(target.slot().row(), things).restore(target.slot().index(), target.limit(), pieces, now);
        }
    }
}
