package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BanIndexTest {

    private static Standing standing(IpPrefix subject, long end, long number, boolean observed) {
        return new Standing(
                new Ban(subject, "rule" + number, "a test", Instant.EPOCH, Instant.EPOCH, 1, observed, null),
                end,
                number,
                Keeping.DONE);
    }

    /** What the index says, whatever was added and removed, is what a walk through all bans says. */
    @Property(tries = 300)
    void theIndexAnswersAsAWalkThroughAllBansWould(@ForAll long seed) {
        Random random = new Random(seed);
        BanIndex index = new BanIndex();
        List<Standing> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (!all.isEmpty() && random.nextInt(3) == 0) {
                index.remove(all.remove(random.nextInt(all.size())));
            } else {
                Standing added =
                        standing(address(random, random.nextInt(5)), random.nextInt(100), i, random.nextBoolean());
                index.add(added);
                all.add(added);
            }
            IpPrefix client = address(random, 0);
            long age = random.nextInt(100);
            Standing found = index.find(client, age);
            List<Standing> covering = all.stream()
                    .filter(standing ->
                            standing.active(age) && standing.ban().subject().contains(client))
                    .toList();
            if (found == null) {
                assertThat(covering).isEmpty();
            } else {
                assertThat(covering).contains(found).noneMatch(other -> other.outranks(found));
            }
            assertThat(index.size()).isEqualTo(all.size());
            assertThat(index.active(true, age) + index.active(false, age))
                    .isEqualTo((int) all.stream().filter(s -> s.active(age)).count());
        }
        Set<Standing> ended = new HashSet<>(index.removeEnded(50));
        assertThat(ended)
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(s -> !s.active(50)).toList());
        assertThat(index.size()).isEqualTo(all.size() - ended.size());
    }

    /** One of few addresses, so that subjects meet, as a block that leaves out {@code steps} bits. */
    private static IpPrefix address(Random random, int steps) {
        return new IpPrefix(0, 0xFFFFL << 32 | 0xC0000200L | random.nextInt(16), 128 - steps);
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        BanIndex index = new BanIndex();
        Standing one = standing(new IpPrefix(1, 0, 64), 10, 1, false);
        index.add(one);
        index.remove(standing(new IpPrefix(2, 0, 64), 10, 2, false));
        index.remove(one);
        index.remove(one);
        assertThat(index.find(new IpPrefix(1, 0, 64), 0)).isNull();
        assertThat(index.size()).isZero();
    }
}
