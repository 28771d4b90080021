package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

    @Test
    void aBoundBelongsToItsOwnBucket() {
        DurationHistogram histogram = DurationHistogram.ofRequests();
        histogram.record(5_000_000);
        histogram.record(5_000_001);
        histogram.record(10_000_000_001L);

        assertThat(histogram.cumulative()).containsExactly(1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3);
    }

    @Property
    void eachNumberIsHowManyTookNoLongerThanItsBound(
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 20_000_000_000L) Long> durations) {
        DurationHistogram histogram = DurationHistogram.ofRequests();
        durations.forEach(histogram::record);

        long[] cumulative = histogram.cumulative();
        for (int i = 0; i < DurationHistogram.REQUEST.length; i++) {
            double bound = histogram.bound(i);
            assertThat(cumulative[i])
                    .isEqualTo(durations.stream()
                            .filter(nanos -> nanos / 1e9 <= bound)
                            .count());
        }
        assertThat(cumulative[cumulative.length - 1]).isEqualTo(durations.size());
        assertThat(histogram.sumSeconds())
                .isEqualTo(durations.stream().mapToLong(Long::longValue).sum() / 1e9);
    }
}
