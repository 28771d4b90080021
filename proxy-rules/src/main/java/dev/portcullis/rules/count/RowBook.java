package dev.portcullis.rules.count;

import dev.portcullis.rules.keep.ByteReader;
import dev.portcullis.rules.keep.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under which number in tallies, in words that another process finds the same: without it what is written of a tally means
 * nothing. Immutable; a reload makes another.
 */
public final class RowBook {

    private final @Nullable Kept[] byNumber;
    private final int size;
    private final Map<String, Entry> byWords = new HashMap<>();

    /**
     * A window of every tally.
     *
     * @param words what is counted there: no other entry has the same
     */
    public record Entry(Slot slot, Limit limit, String words) {}

    /**
     * A row that rules count in.
     *
     * @param entries by the indexes of slots; null where the rule is gone
     */
    record Kept(Row row, Limits limits, List<@Nullable Entry> entries) {}

    /** A book of these. */
    public RowBook(List<Entry> entries) {
        Map<Row, List<Entry>> rows = new HashMap<>();
        for (Entry entry : entries) {
            rows.computeIfAbsent(entry.slot().row(), added -> new ArrayList<>()).add(entry);
            byWords.put(entry.words(), entry);
        }
        size = rows.size();
        byNumber =
                new Kept[1 + rows.keySet().stream().mapToInt(Row::number).max().orElse(-1)];
        rows.forEach((row, those) -> {
            @Nullable Entry[] byIndex = new Entry[row.size()];
            those.forEach(entry -> byIndex[entry.slot().index()] = entry);
            Limits limits = new Limits(
                    those.stream().map(Entry::slot).toList(),
                    those.stream().map(Entry::limit).toList());
            byNumber[row.number()] = new Kept(row, limits, Arrays.asList(byIndex));
        });
    }

    /** The row that rules count in under this number; null when there is none, or none any more. To be asked with a tally's monitor held. */
    @Nullable
    Kept row(int number) {
        Kept kept = number < byNumber.length ? byNumber[number] : null;
        return kept == null || kept.row().isRetired() ? null : kept;
    }

    /** Writes it down. */
    public void write(ByteWriter out) {
        out.number(size);
        for (int number = 0; number < byNumber.length; number++) {
            Kept kept = byNumber[number];
            if (kept != null) {
                out.number(number);
                out.number(kept.entries().size());
                for (Entry entry : kept.entries()) {
                    out.text(entry == null ? "" : entry.words());
                }
            }
        }
    }

    /** Reads the book of another process, and finds out what of it is counted here. */
    public Earlier read(ByteReader in) {
        Map<Integer, Earlier.Rows> rows = new HashMap<>();
        for (int left = in.count(); left > 0; left--) {
            int number = (int) in.number();
            @Nullable Entry[] targets = new Entry[in.count()];
            for (int index = 0; index < targets.length; index++) {
                targets[index] = byWords.get(in.text());
            }
            rows.put(number, new Earlier.Rows(Arrays.asList(targets), whole(targets)));
        }
        return new Earlier(rows);
    }

    /**
     * The row that all of these are in that are counted here; null when there is none such. It may have other rules, too: what one has counted
     * is true of each that counts the same.
     */
    private @Nullable Kept whole(@Nullable Entry[] targets) {
        Row row = null;
        for (Entry target : targets) {
            if (target != null) {
                if (row != null && row != target.slot().row()) {
                    return null;
                }
                row = target.slot().row();
            }
        }
        return row == null ? null : byNumber[row.number()];
    }

    /** The book of another process, as far as it is understood here. */
    public static final class Earlier {

        private final Map<Integer, Rows> byNumber;

        private Earlier(Map<Integer, Rows> byNumber) {
            this.byNumber = byNumber;
        }

        /**
         * What stood under a number.
         *
         * @param targets where it is counted here, by the indexes of slots there; null where it isn't
         * @param whole the row that may take a cell as it is; null when there is none. Several of there may be one of here
         */
        record Rows(List<@Nullable Entry> targets, @Nullable Kept whole) {}

        /** What stood under this number. Throws IndexOutOfBoundsException when nothing did. */
        Rows rows(int number) {
            Rows rows = byNumber.get(number);
            if (rows == null) {
                throw new IndexOutOfBoundsException("row " + number + " is not in the book");
            }
            return rows;
        }
    }
}
