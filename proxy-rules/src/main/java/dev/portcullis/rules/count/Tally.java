package dev.portcullis.rules.count;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted of one subject: for each {@linkplain Row row} whose rules have counted it a cell, and windows once a cell is not enough.
 *
 * <p>Every call is made by a thread that holds this object's monitor, after it has seen there that the tally is {@link
 * #live}: one that was forgotten counts no more, and another has perhaps taken its place ({@link Tallies#of}). A slot that is
 * retired counts nothing.
 */
public final class Tally {

    /** What {@link #nextNear} says when there is none. */
    public static final int NONE_NEAR = -1;

    /** No event: no weight, and no thing's fingerprint. */
    static final long NO_EVENT = 0;

    /** In the content of a cell: it is a thing, and below are the upper 32 bits of its fingerprint. A weight is less. */
    private static final long THING = 1L << 42;

    private static final long[] NONE = {};
    private static final long[] FORGOTTEN = {};
    private static final Windows[] NO_WINDOWS = {};

    private long[] cells = NONE;

    /** Those that cells lead to. */
    private Windows[] windows = NO_WINDOWS;

    /** Where the row is that was asked for last: the next question is mostly of the one behind it, or of it again. Small: no byte is free. */
    private char last;

    /** Whether anything was counted, or begun anew, since it was last written down. */
    private boolean changed;

    /** Whether it is about to be written down. */
    private boolean noted;

    /** Whether this is still what is counted of the subject. */
    public boolean live() {
        assert Thread.holdsLock(this);
        return cells != FORGOTTEN;
    }

    /** Whether it has changed and nobody has noted that yet ({@link Tallies#note}). */
    public boolean isUnnoted() {
        return changed && !noted;
    }

    /** Something was counted in one of the {@link #cells}. */
    void setChanged() {
        changed = true;
    }

    /** It is about to be written down. */
    void setNoted() {
        noted = true;
    }

    /** It is written down now. */
    void setWritten() {
        changed = false;
        noted = false;
    }

    /** What the rule of this slot counts now. */
    public long count(Slot slot, Limit limit, long now) {
        int at = slot.retired() ? -1 : find(slot.row().number());
        if (at < 0) {
            return 0;
        }
        return Cells.leadsToWindows(cells, at) ? windows(at).count(slot.index(), limit, now) : count(at, limit, now);
    }

    /** What the rule of this slot would count with one more event ({@link #add}). */
    public long countWith(Slot slot, Limit limit, long event, long now) {
        int at = slot.retired() ? -1 : find(slot.row().number());
        return at >= 0 && Cells.leadsToWindows(cells, at)
                ? windows(at).countWith(slot.index(), limit, event, now)
                : countWith(at, limit, event, now);
    }

    /**
     * The first window of a row from this one on whose count, with one more event in it, is past half of its limit. Costs no more than a
     * look at the row if there is none, mostly.
     *
     * @param event 0 for none; the count is then what it is now
     * @param from an index of a slot
     * @return the index of its slot, or {@link #NONE_NEAR}
     */
    public int nextNear(Limits limits, long event, long now, int from) {
        int at = limits.row().isRetired() ? -1 : find(limits.number());
        if (at >= 0 && Cells.leadsToWindows(cells, at)) {
            return Cells.hasRoom(cells, at, limits.version(), event, now)
                    ? NONE_NEAR
                    : windows(at).nextNear(limits, event, now, from);
        }
        if (!limits.isDistinct() && event + (at < 0 ? 0 : Cells.content(cells, at)) <= limits.half()) {
            return NONE_NEAR;
        }
        for (int index = from; index < limits.size(); index++) {
            Limit limit = limits.get(index);
            if (limit != null && countWith(at, limit, event, now) > limit.half()) {
                return index;
            }
        }
        return NONE_NEAR;
    }

    /**
     * Counts an event for the rules of a row if that brings none of them near its limit and takes no more than an addition, as is mostly so.
     * Whether the row is retired is not looked at: the caller has, with the monitor held.
     *
     * @param event as for {@link #add(Limits, long, long, BitSet)}
     * @return whether it is counted
     */
    public boolean addCalmly(Limits limits, long event, long now) {
        int at = limits.isDistinct() ? -1 : find(limits.number());
        boolean counted = at >= 0 && Cells.add(cells, at, limits, event, now);
        changed |= counted;
        return counted;
    }

    /** As if {@link #addCalmly} had not counted the event: called with the same monitor held since, and nothing asked of the row in between. */
    public void takeBack(Limits limits, long event) {
        Cells.takeBack(cells, find(limits.number()), event);
    }

    /**
     * Counts an event for the rules of a row.
     *
     * @param event the fingerprint of a thing for limits of different things, otherwise a weight of 1 or more, of which what is over
     *     {@link Limit#MAX} is cut
     * @param leftOut the indexes of the slots of rules that don't count it; null when all do
     */
    public void add(Limits limits, long event, long now, @Nullable BitSet leftOut) {
        Row row = limits.row();
        if (row.isRetired()) {
            return;
        }
        changed = true;
        long counted = limits.isDistinct() ? event : Math.min(event, Limit.MAX);
        int at = find(row.number());
        if (at >= 0 && Cells.leadsToWindows(cells, at)) {
            Windows there = windows(at);
            boolean over = leftOut == null && fits(limits, counted) && there.isOver(limits, now);
            if (over) {
                dropWindows(at);
                Cells.set(cells, at, row.number(), now, content(limits, counted));
            } else {
                there.add(limits, counted, now, leftOut);
                if (leftOut == null) {
                    there.lend(limits, cells, at);
                }
            }
        } else if (leftOut != null || !addToCell(at, limits, counted, now)) {
            windowsOf(row, limits.isDistinct()).add(limits, counted, now, leftOut);
        }
    }

    /** Counts an event for the rule of this slot only. */
    public void add(Slot slot, Limit limit, long event, long now) {
        if (!slot.retired()) {
            changed = true;
            long counted = limit.isDistinct() ? event : Math.min(event, Limit.MAX);
            windowsOf(slot.row(), limit.isDistinct()).add(slot.index(), limit, counted, now);
        }
    }

    /** Nanoseconds until the count of this slot is at most {@code most}, 0 or more; 0 when it is so already. */
    public long untilAtMost(long most, Slot slot, Limit limit, long now) {
        int at = slot.retired() ? -1 : find(slot.row().number());
        if (at >= 0 && Cells.leadsToWindows(cells, at)) {
            return windows(at).untilAtMost(slot.index(), most, limit, now);
        }
        if (at < 0 || count(at, limit, now) <= most) {
            return 0;
        }
        long time = Cells.time(cells, at);
        return limit.isDistinct()
                ? Things.untilExpired(Things.cell(thing(at), time), now, limit)
                : time + limit.within() - now;
    }

    /** Begins the count of this slot anew. */
    public void clear(Slot slot) {
        int at = slot.retired() ? -1 : find(slot.row().number());
        if (at >= 0) {
            changed = true;
            boolean distinct = !Cells.leadsToWindows(cells, at) && isThing(at);
            windowsOf(slot.row(), distinct).clear(slot.index());
        }
    }

    /** Makes room for so many rows in a tally that has none, so that it grows once. */
    public void expect(int rows) {
        if (cells.length == 0 && rows > 1) {
            assert live() : "counted in a tally that was forgotten";
            cells = Cells.empty(rows);
        }
    }

    /** Drops the rows of these numbers, and empties windows of other rows: by the row's number, their indexes. */
    void drop(BitSet rows, Map<Integer, BitSet> single) {
        assert live() : "swept a tally that was forgotten";
        cells = Cells.without(cells, rows);
        last = 0;
        Windows[] kept = new Windows[windows.length];
        int size = 0;
        for (int at = 0; at < cells.length && !Cells.isEmpty(cells, at); at += 2) {
            if (Cells.leadsToWindows(cells, at)) {
                int number = Cells.number(cells, at);
                Windows there = windows(at);
                single.getOrDefault(number, new BitSet()).stream().forEach(there::clear);
                Cells.setWindows(cells, at, number, size);
                kept[size++] = there;
            }
        }
        windows = size == kept.length ? kept : Arrays.copyOf(kept, size);
        cells = cells.length == 0 ? NONE : cells;
    }

    void forget() {
        assert Thread.holdsLock(this);
        cells = FORGOTTEN;
        windows = NO_WINDOWS;
        last = 0;
    }

    /** How many buckets the window of this slot has, for one that counts by weight. */
    int buckets(Slot slot) {
        int at = find(slot.row().number());
        return at >= 0 && Cells.leadsToWindows(cells, at) && windows(at) instanceof WeightWindows weights
                ? weights.buckets(slot.index())
                : 1;
    }

    /** Where the row of this number is, below 0 for nowhere. */
    int find(int number) {
        assert live() : "counted in a tally that was forgotten";
        int next = last + 2;
        if (next < cells.length && Cells.number(cells, next) == number) {
            last = (char) Math.min(next, Character.MAX_VALUE - 1);
            return next;
        }
        if (last < cells.length && Cells.number(cells, last) == number) {
            return last;
        }
        int at = Cells.find(cells, number);
        last = at < 0 ? last : (char) Math.min(at, Character.MAX_VALUE - 1);
        return at;
    }

    /** The table, to be read, or counted in. */
    long[] cells() {
        assert live() : "read after it was forgotten";
        return cells;
    }

    /** Puts a cell where the row has nothing yet; gives false when it has. */
    boolean restore(Row row, long time, long content) {
        int at = find(row.number());
        if (at >= 0) {
            return false;
        }
        cells = Cells.withRoom(cells, -1 - at);
        Cells.set(cells, -1 - at, row.number(), time, content);
        return true;
    }

    /** Those that the cell there leads to, with all that was counted. */
    Windows windows(int at) {
        Windows there = windows[Cells.where(cells, at)];
        there.settle(Cells.room(cells, at));
        Cells.endLease(cells, at);
        return there;
    }

    /** What the cell there counts; below 0 there is none. */
    private long count(int at, Limit limit, long now) {
        if (at < 0) {
            return 0;
        }
        long time = Cells.time(cells, at);
        if (limit.isDistinct()) {
            return Things.isWithin(thing(at), time, now, limit) ? 1 : 0;
        }
        return now - time >= limit.within() ? 0 : Cells.content(cells, at);
    }

    private long countWith(int at, Limit limit, long event, long now) {
        long counted = count(at, limit, now);
        if (!limit.isDistinct()) {
            return counted + event;
        }
        boolean known = counted > 0 && Things.cell(thing(at), 0) == Things.cell(event, 0);
        return event == NO_EVENT || known ? counted : counted + 1;
    }

    private boolean isThing(int at) {
        return isThing(Cells.content(cells, at));
    }

    /** Whether this content of a cell is a thing. */
    static boolean isThing(long content) {
        return (content & THING) != 0;
    }

    /** The fingerprint of the thing that is this content, as far as it is looked at. */
    static long thing(long content) {
        return content << 32;
    }

    private long thing(int at) {
        return thing(Cells.content(cells, at));
    }

    private static long content(Limits limits, long event) {
        return limits.isDistinct() ? event >>> 32 | THING : event;
    }

    private static boolean fits(Limits limits, long event) {
        return limits.isDistinct() || event < THING;
    }

    /** Counts an event in a cell, or gives false: then that takes windows. */
    private boolean addToCell(int at, Limits limits, long event, long now) {
        int number = limits.row().number();
        if (at < 0) {
            if (fits(limits, event)) {
                cells = Cells.withRoom(cells, -1 - at);
                Cells.set(cells, -1 - at, number, now, content(limits, event));
                return true;
            }
            return false;
        }
        long time = Cells.time(cells, at);
        long age = now - time;
        if (age >= limits.longest() && fits(limits, event)) {
            Cells.set(cells, at, number, now, content(limits, event));
            return true;
        }
        if (limits.isDistinct()) {
            boolean same = Things.cell(thing(at), 0) == Things.cell(event, 0);
            if (same && age > 0) {
                Cells.set(cells, at, number, now, content(limits, event));
            }
            return same;
        }
        long weight = Cells.content(cells, at) + event;
        if (age >= limits.shortest() || weight > limits.granule() || !fits(limits, weight)) {
            return false;
        }
        Cells.set(cells, at, number, age < 0 ? now : time, weight);
        return true;
    }

    /** The windows of a row, in place of its cell's content. */
    Windows windowsOf(Row row, boolean distinct) {
        int at = find(row.number());
        if (at >= 0 && Cells.leadsToWindows(cells, at)) {
            return windows(at);
        }
        Windows made;
        if (at < 0) {
            made = distinct ? new ThingWindows(row.size()) : new WeightWindows(row.size());
            at = -1 - at;
            cells = Cells.withRoom(cells, at);
        } else {
            long time = Cells.time(cells, at);
            made = distinct
                    ? new ThingWindows(row.size(), time, thing(at))
                    : new WeightWindows(row.size(), time, Cells.content(cells, at));
        }
        Cells.setWindows(cells, at, row.number(), windows.length);
        windows = Arrays.copyOf(windows, windows.length + 1);
        windows[windows.length - 1] = made;
        return made;
    }

    /** A cell takes the place of its windows: the last ones then stand where these stood. */
    private void dropWindows(int at) {
        int where = Cells.where(cells, at);
        int end = windows.length - 1;
        for (int other = 0; where < end && other < cells.length && !Cells.isEmpty(cells, other); other += 2) {
            if (Cells.leadsToWindows(cells, other) && Cells.where(cells, other) == end) {
                Cells.move(cells, other, where);
                windows[where] = windows[end];
                break;
            }
        }
        windows = end == 0 ? NO_WINDOWS : Arrays.copyOf(windows, end);
    }
}
