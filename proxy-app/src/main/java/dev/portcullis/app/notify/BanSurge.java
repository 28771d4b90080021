package dev.portcullis.app.notify;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Counts bans of the last ten minutes, by half minutes, and says when there are more than usual, and when there are no more than
 * half of that again. Not safe between threads.
 */
final class BanSurge {

    private static final long STEP = TimeUnit.SECONDS.toNanos(30);
    private static final int STEPS = 20;

    private final long[] counts = new long[STEPS];
    private long stepBegan;
    private int at;
    private boolean underWay;

    BanSurge(long now) {
        this.stepBegan = now;
    }

    /** Counts bans made since it was last asked. */
    Episode.Turn look(long bans, int most, long now) {
        for (int i = 0; i < STEPS && now - stepBegan >= STEP; i++) {
            stepBegan += STEP;
            at = (at + 1) % STEPS;
            counts[at] = 0;
        }
        if (now - stepBegan >= STEP) {
            stepBegan = now;
        }
        counts[at] += bans;
        long sum = lately();
        if (!underWay && sum > most) {
            underWay = true;
            return Episode.Turn.BEGINS;
        }
        if (underWay && sum <= most / 2) {
            underWay = false;
            return Episode.Turn.ENDS;
        }
        return Episode.Turn.NONE;
    }

    /** Bans of the last ten minutes. */
    long lately() {
        return Arrays.stream(counts).sum();
    }
}
