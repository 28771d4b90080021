package dev.portcullis.rules.count;

/** A window with several buckets, in an array that is used as a ring and doubles when it is full. */
final class Ring extends Window {

    /** The time of its oldest event and the weight of each bucket, side by side. The length is a power of two. */
    private long[] cells = new long[4];

    private int head;
    private int size;
    private long total;

    Ring(Single single) {
        append(single.first, single.weight);
    }

    @Override
    long count(long now, Limit limit) {
        while (size > 0 && now - first(0) >= limit.within()) {
            dropOldest();
        }
        return total;
    }

    @Override
    Window add(long now, long weight, Limit limit) {
        if (count(now, limit) == 0) {
            return new Single(now, weight);
        }
        while (total - weight(0) > limit.over()) {
            dropOldest();
        }
        makeNoneYoungerThan(now);
        int youngest = size - 1;
        if (weight(youngest) + weight <= limit.granule()) {
            cells[cell(youngest) + 1] += weight;
            total += weight;
        } else {
            append(now, weight);
        }
        return this;
    }

    @Override
    long untilAtMost(long most, long now, Limit limit) {
        long rest = count(now, limit);
        long wait = 0;
        for (int i = 0; rest > most; i++) {
            rest -= weight(i);
            wait = first(i) + limit.within() - now;
        }
        return wait;
    }

    @Override
    int buckets() {
        return size;
    }

    private void dropOldest() {
        total -= weight(0);
        head = (head + 2) & (cells.length - 1);
        size--;
    }

    private void makeNoneYoungerThan(long now) {
        for (int i = size - 1; i >= 0 && first(i) - now > 0; i--) {
            cells[cell(i)] = now;
        }
    }

    private void append(long first, long weight) {
        if (2 * size == cells.length) {
            long[] grown = new long[2 * cells.length];
            System.arraycopy(cells, head, grown, 0, cells.length - head);
            System.arraycopy(cells, 0, grown, cells.length - head, head);
            cells = grown;
            head = 0;
        }
        int cell = cell(size++);
        cells[cell] = first;
        cells[cell + 1] = weight;
        total += weight;
    }

    private long first(int bucket) {
        return cells[cell(bucket)];
    }

    private long weight(int bucket) {
        return cells[cell(bucket) + 1];
    }

    private int cell(int bucket) {
        return (head + 2 * bucket) & (cells.length - 1);
    }
}
