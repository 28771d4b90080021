package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.Heap.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HeapProperties {

    private static final class Ranked {
        int rank;
        final Slot<Ranked> slot = new Slot<>(this);

        Ranked(int rank) {
            this.rank = rank;
        }
    }

    @Property(tries = 200)
    void theFirstIsAlwaysTheLeastOfThoseThatAreIn(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps) {
        Random random = new Random(seed);
        Heap<Ranked> heap = new Heap<>((a, b) -> a.rank < b.rank);
        List<Ranked> in = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int dice = random.nextInt(10);
            if (dice < 5 || in.isEmpty()) {
                Ranked added = new Ranked(random.nextInt(50));
                in.add(added);
                heap.put(added.slot);
            } else if (dice < 8) {
                Ranked changed = in.get(random.nextInt(in.size()));
                changed.rank = random.nextInt(50);
                heap.put(changed.slot);
            } else {
                in.remove(random.nextInt(in.size())).slot.leave();
            }
            assertThat(heap.size()).isEqualTo(in.size());
            Slot<Ranked> first = heap.first();
            assertThat(first == null ? -1 : first.element.rank)
                    .isEqualTo(in.stream()
                            .map(element -> element.rank)
                            .min(Comparator.naturalOrder())
                            .orElse(-1));
        }
    }

    @Property(tries = 50)
    void anElementIsInOneHeapAtATime(@ForAll @IntRange(min = 1, max = 50) int count) {
        Heap<Ranked> one = new Heap<>((a, b) -> a.rank < b.rank);
        Heap<Ranked> other = new Heap<>((a, b) -> a.rank > b.rank);
        List<Ranked> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Ranked element = new Ranked(i);
            all.add(element);
            one.put(element.slot);
        }
        all.forEach(element -> other.put(element.slot));

        assertThat(one.size()).isZero();
        assertThat(one.first()).isNull();
        assertThat(other.first()).isSameAs(all.get(count - 1).slot);
    }
}
