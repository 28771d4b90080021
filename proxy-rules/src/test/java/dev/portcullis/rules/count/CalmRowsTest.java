package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is counted in many rows at once is what is counted in one row after the other. */
class CalmRowsTest {

    private static final int ROWS = 70;

    private final Tally one = new Tally();
    private final Tally atOnce = new Tally();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<@Nullable Limits> rows = new ArrayList<>();

    @Property(tries = 100)
    void manyRowsAtOnceCountAsOneAfterTheOther(@ForAll long seed) {
        Random random = new Random(seed);
        begin(random);
        CalmRows together = new CalmRows(rows);
        long now = random.nextLong();
        for (int step = 0; step < 300; step++) {
            now += random.nextInt(10) > 0 ? random.nextInt(1 << 24) : random.nextLong(1L << 36);
            long[] which = {random.nextLong(), random.nextLong() & (1L << (ROWS - 64)) - 1};
            boolean acts = random.nextInt(10) == 0;
            synchronized (one) {
                oneAfterTheOther(which, now, acts);
            }
            synchronized (atOnce) {
                allAtOnce(together, which, now, acts);
            }
            int row = random.nextInt(ROWS);
            assertThat(count(atOnce, row, now)).isEqualTo(count(one, row, now));
        }
        for (int row = 0; row < ROWS; row++) {
            assertThat(count(atOnce, row, now)).isEqualTo(count(one, row, now));
        }
    }

    private void begin(Random random) {
        Slots numbers = new Slots();
        synchronized (one) {
            slots.forEach(one::clear);
        }
        synchronized (atOnce) {
            slots.forEach(atOnce::clear);
        }
        slots.clear();
        limits.clear();
        rows.clear();
        for (int row = 0; row < ROWS; row++) {
            slots.add(numbers.take(1).get(0));
            limits.add(new Limit(1L + random.nextInt(5_000), Duration.ofMillis(1L + random.nextInt(100_000))));
            rows.add(new Limits(List.of(slots.get(row)), List.of(limits.get(row))));
        }
    }

    private Limits row(int row) {
        Limits there = rows.get(row);
        assertThat(there).isNotNull();
        return there;
    }

    private void oneAfterTheOther(long[] which, long now, boolean acts) {
        for (int row = 0; row < ROWS; row++) {
            if ((which[row >>> 6] & 1L << row) != 0) {
                boolean calm = one.addCalmly(row(row), 1, now);
                if (acts && calm) {
                    one.takeBack(row(row), 1);
                } else if (!acts && !calm) {
                    one.add(row(row), 1, now, null);
                }
            }
        }
    }

    private void allAtOnce(CalmRows together, long[] which, long now, boolean acts) {
        long[] left = which.clone();
        together.addTo(atOnce, left, now);
        long[] counted = {which[0] ^ left[0], which[1] ^ left[1]};
        if (acts) {
            together.takeBackFrom(atOnce, counted);
        }
        for (int row = 0; row < ROWS && !acts; row++) {
            if ((left[row >>> 6] & 1L << row) != 0) {
                atOnce.add(row(row), 1, now, null);
            }
        }
    }

    private long count(Tally tally, int row, long now) {
        synchronized (tally) {
            return tally.count(slots.get(row), limits.get(row), now);
        }
    }
}
