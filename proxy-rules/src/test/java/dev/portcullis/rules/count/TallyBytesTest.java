package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.keep.ByteReader;
import dev.portcullis.rules.keep.ByteWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules that share a row now have counted in other rows before. */
class TallyBytesTest {

    private static final long NOW = Duration.ofDays(1).toNanos();
    private static final Limit WIDE = new Limit(1000, Duration.ofHours(1));
    private static final Limit NARROW = new Limit(500, Duration.ofMinutes(1));

    private final Slots before = new Slots();
    private final Slots after = new Slots();

    private static RowBook book(List<Slot> slots, List<Limit> limits) {
        List<RowBook.Entry> entries = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            entries.add(new RowBook.Entry(slots.get(i), limits.get(i), "rule " + i));
        }
        return new RowBook(entries);
    }

    private static void count(Tally tally, Slot slot, Limit limit, int events) {
        for (int i = 0; i < events; i++) {
            tally.add(new Limits(List.of(slot), List.of(limit)), 1, NOW, null);
        }
    }

    /** The tally as another process has it a second later, whose rules count in these slots. */
    private static Tally restored(Tally tally, RowBook written, RowBook read) {
        ByteWriter bytes = new ByteWriter();
        ByteWriter words = new ByteWriter();
        written.write(words);
        synchronized (tally) {
            new TallyBytes().write(tally, written, NOW, bytes);
        }
        RowBook.Earlier earlier = read.read(new ByteReader(words.array(), 0, words.size()));
        Tally next = new Tally();
        synchronized (next) {
            new TallyBytes()
                    .read(
                            new ByteReader(bytes.array(), 0, bytes.size()),
                            earlier,
                            next,
                            NOW,
                            NOW + 1_000_000_000,
                            null);
        }
        return next;
    }

    private static long counted(Tally tally, Slot slot, Limit limit) {
        synchronized (tally) {
            return tally.count(slot, limit, NOW + 1_000_000_000);
        }
    }

    private static boolean isCell(Tally tally) {
        synchronized (tally) {
            return tally.cells().length == 2 && !Cells.leadsToWindows(tally.cells(), 0);
        }
    }

    @Test
    void aCellStaysOneWhenANewRuleSharesItsRow() {
        List<Slot> one = before.take(1);
        Tally tally = new Tally();
        synchronized (tally) {
            count(tally, one.get(0), WIDE, 3);
        }
        List<Slot> both = after.take(2);
        Tally next = restored(tally, book(one, List.of(WIDE)), book(both, List.of(WIDE, NARROW)));

        assertThat(isCell(next)).isTrue();
        assertThat(counted(next, both.get(0), WIDE)).isEqualTo(3);
    }

    /** What counted six by the wide limit in one row, and then so many by the narrow one in another, as these slots of one row have it. */
    private Tally restoredFromTwoRows(int narrow, List<Slot> both) {
        List<Slot> slots = List.of(before.take(1).get(0), before.take(1).get(0));
        Tally tally = new Tally();
        synchronized (tally) {
            count(tally, slots.get(0), WIDE, 6);
            count(tally, slots.get(1), NARROW, narrow);
        }
        return restored(tally, book(slots, List.of(WIDE, NARROW)), book(both, List.of(WIDE, NARROW)));
    }

    @Test
    void cellsOfTwoRowsBecomeOneAndNothingIsCountedTwice() {
        List<Slot> both = after.take(2);
        Tally next = restoredFromTwoRows(4, both);

        assertThat(isCell(next)).isTrue();
        assertThat(counted(next, both.get(0), WIDE)).isEqualTo(6);
        assertThat(counted(next, both.get(1), NARROW)).isLessThanOrEqualTo(6);
    }

    @Test
    void windowsBesideACellAreExact() {
        List<Slot> both = after.take(2);
        Tally next = restoredFromTwoRows(100, both);

        assertThat(counted(next, both.get(0), WIDE)).isEqualTo(6);
        assertThat(counted(next, both.get(1), NARROW)).isEqualTo(100);
    }

    @Test
    void moreThanABucketOfAStricterRuleIsNotTakenForItsOwn() {
        List<Slot> one = before.take(1);
        Tally tally = new Tally();
        synchronized (tally) {
            count(tally, one.get(0), WIDE, 15);
        }
        List<Slot> both = after.take(2);
        Limit strict = new Limit(10, Duration.ofHours(1));
        Tally next = restored(tally, book(one, List.of(WIDE)), book(both, List.of(WIDE, strict)));

        assertThat(counted(next, both.get(0), WIDE)).isEqualTo(15);
        assertThat(counted(next, both.get(1), strict)).isZero();
    }
}
