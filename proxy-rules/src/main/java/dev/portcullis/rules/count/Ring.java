package dev.portcullis.rules.count;

/**
 * A window with several buckets. What nearly every request needs of it lies in the fields: the bucket that takes events, the total, and
 * when the oldest bucket began. The other buckets are in an array that is used as a ring and doubles when it is full.
 */
final class Ring extends Weights {

    /** The time of its oldest event and the weight of each closed bucket, side by side. The length is a power of two. */
    private long[] cells = new long[2];

    private int head;
    private int closed;

    /** When the oldest bucket began, open or closed; of no meaning when the total is 0. */
    private long oldest;

    private long total;
    private long openSince;
    private long openWeight;

    Ring(Single single) {
        oldest = single.first;
        openSince = single.first;
        openWeight = single.weight;
        total = single.weight;
    }

    @Override
    long count(long now, Limit limit) {
        while (total > 0 && now - oldest >= limit.within()) {
            dropOldest();
        }
        return total;
    }

    @Override
    Weights add(long now, long weight, Limit limit) {
        if (count(now, limit) == 0) {
            return new Single(now, weight);
        }
        while (total > limit.over() && total - oldestWeight() > limit.over()) {
            dropOldest();
        }
        if (openSince - now > 0) {
            makeNoneYoungerThan(now);
        }
        if (openWeight + weight <= limit.granule()) {
            openWeight += weight;
        } else {
            close();
            openSince = now;
            openWeight = weight;
        }
        total += weight;
        return this;
    }

    @Override
    long untilAtMost(long most, long now, Limit limit) {
        long rest = count(now, limit);
        long wait = 0;
        for (int i = 0; rest > most; i++) {
            boolean open = i == closed;
            rest -= open ? openWeight : cells[cell(i) + 1];
            wait = (open ? openSince : cells[cell(i)]) + limit.within() - now;
        }
        return wait;
    }

    @Override
    int buckets() {
        return total == 0 ? 0 : closed + 1;
    }

    private long oldestWeight() {
        return closed == 0 ? openWeight : cells[head + 1];
    }

    private void dropOldest() {
        total -= oldestWeight();
        if (closed > 0) {
            head = (head + 2) & (cells.length - 1);
            closed--;
        }
        oldest = closed > 0 ? cells[head] : openSince;
    }

    private void makeNoneYoungerThan(long now) {
        openSince = now;
        for (int i = closed - 1; i >= 0 && cells[cell(i)] - now > 0; i--) {
            cells[cell(i)] = now;
        }
        if (oldest - now > 0) {
            oldest = now;
        }
    }

    private void close() {
        if (2 * closed == cells.length) {
            long[] grown = new long[2 * cells.length];
            System.arraycopy(cells, head, grown, 0, cells.length - head);
            System.arraycopy(cells, 0, grown, cells.length - head, head);
            cells = grown;
            head = 0;
        }
        int cell = cell(closed++);
        cells[cell] = openSince;
        cells[cell + 1] = openWeight;
    }

    private int cell(int bucket) {
        return (head + 2 * bucket) & (cells.length - 1);
    }
}
