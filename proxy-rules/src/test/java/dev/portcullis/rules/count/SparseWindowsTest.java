package dev.portcullis.rules.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SparseWindowsTest {

    /** Each step puts a window under its number; every fifth drops the numbers up to its own instead. */
    @Property
    void holdsWhatAMapHolds(@ForAll @Size(max = 60) List<@IntRange(max = 40) Integer> steps) {
        Map<Integer, Window> expected = new HashMap<>();
        SparseWindows windows = SparseWindows.NONE;
        for (int i = 0; i < steps.size(); i++) {
            int number = steps.get(i);
            if (i % 5 == 4) {
                expected.keySet().removeIf(known -> known <= number);
                windows = windows.without(known -> known <= number);
            } else {
                Window window = new Single(i, 1);
                expected.put(number, window);
                windows = windows.with(number, window);
            }
            for (int n = 0; n <= 41; n++) {
                assertThat(windows.get(n)).isSameAs(expected.get(n));
            }
        }
        assertThat(SparseWindows.NONE.get(0)).isNull();
    }
}
