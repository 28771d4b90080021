package dev.portcullis.rules.count;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Windows under a few of many numbers, in the order of the numbers. A look-up is a binary search. */
final class SparseWindows {

    static final SparseWindows NONE = new SparseWindows(new int[0], new Window[0]);

    private final int[] numbers;
    private final Window[] windows;

    private SparseWindows(int[] numbers, Window[] windows) {
        this.numbers = numbers;
        this.windows = windows;
    }

    /** The window under this number; null when there is none. */
    @Nullable
    Window get(int number) {
        int at = Arrays.binarySearch(numbers, number);
        return at < 0 ? null : windows[at];
    }

    /** These windows with this one under its number. It takes the place of this object, which is perhaps the same. */
    SparseWindows with(int number, Window window) {
        int at = Arrays.binarySearch(numbers, number);
        if (at >= 0) {
            windows[at] = window;
            return this;
        }
        int gap = -at - 1;
        int[] moreNumbers = Arrays.copyOf(numbers, numbers.length + 1);
        Window[] moreWindows = Arrays.copyOf(windows, windows.length + 1);
        System.arraycopy(numbers, gap, moreNumbers, gap + 1, numbers.length - gap);
        System.arraycopy(windows, gap, moreWindows, gap + 1, windows.length - gap);
        moreNumbers[gap] = number;
        moreWindows[gap] = window;
        return new SparseWindows(moreNumbers, moreWindows);
    }

    /** These windows but those whose number is one of these. It takes the place of this object, which is perhaps the same. */
    SparseWindows without(IntPredicate dropped) {
        int[] kept = Arrays.stream(numbers).filter(dropped.negate()).toArray();
        if (kept.length == numbers.length) {
            return this;
        }
        Window[] keptWindows = new Window[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptWindows[i] = windows[Arrays.binarySearch(numbers, kept[i])];
        }
        return kept.length == 0 ? NONE : new SparseWindows(kept, keptWindows);
    }
}
