package dev.portcullis.rules.count;

/** The closed buckets of a window, a queue: of each the time of its oldest event and its weight. The array doubles when it is full. */
final class Buckets {

    /** Time and weight side by side. The length is a power of two. */
    private long[] cells = new long[2];

    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The time of the bucket that is so many places behind the oldest. */
    long time(int place) {
        return cells[cell(place)];
    }

    long weight(int place) {
        return cells[cell(place) + 1];
    }

    void add(long time, long weight) {
        if (2 * size == cells.length) {
            long[] grown = new long[2 * cells.length];
            System.arraycopy(cells, head, grown, 0, cells.length - head);
            System.arraycopy(cells, 0, grown, cells.length - head, head);
            cells = grown;
            head = 0;
        }
        int cell = cell(size++);
        cells[cell] = time;
        cells[cell + 1] = weight;
    }

    void dropOldest() {
        head = (head + 2) & (cells.length - 1);
        size--;
    }

    /** Makes those that are younger than this as old. */
    void makeNoneYoungerThan(long time) {
        for (int place = size - 1; place >= 0 && cells[cell(place)] - time > 0; place--) {
            cells[cell(place)] = time;
        }
    }

    private int cell(int place) {
        return (head + 2 * place) & (cells.length - 1);
    }
}
