package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RouteCandidatesTest {

    private static final long ENOUGH = 1000;

    private final RouteCandidates candidates = new RouteCandidates(ENOUGH, 3);

    @Test
    void aRouteIsLearntOnceItHasBothTheTimeAndTheRequests() {
        assertThat(candidates.add("/forum/topic", 6, 900)).isNull();
        assertThat(candidates.add("/forum", 6, 900)).isNull();
        assertThat(candidates.add("/forum/x", 6, 1)).isEqualTo("/forum");
    }

    @Test
    void manyQuickRequestsMakeNoRouteBeforeTheirTimeIsEnough() {
        for (int i = 0; i < 99; i++) {
            assertThat(candidates.add("/assets/a.css", 7, 10)).isNull();
        }
        assertThat(candidates.add("/assets/a.css", 7, 10)).isEqualTo("/assets");
    }

    @Test
    void whatIsLearntIsNoCandidateAnyMore() {
        for (int i = 0; i < 3; i++) {
            candidates.add("/forum", 6, 500);
        }
        assertThat(candidates.add("/forum", 6, 500)).isNull();
        assertThat(candidates.add("/forum", 6, 500)).isNull();
        assertThat(candidates.add("/forum", 6, 500)).isEqualTo("/forum");
    }

    @Test
    void aFloodOfPathsEachAskedForOnceMakesNoRouteAndKeepsNoneFromBeingLearnt() {
        String learnt = null;
        for (int i = 0; i < 100_000 && learnt == null; i++) {
            String path = "/bot" + i;
            assertThat(candidates.add(path, path.length(), 20)).isNull();
            if (i % 10 == 0) {
                learnt = candidates.add("/shop/item-" + i, 5, 60);
            }
        }
        assertThat(learnt).isEqualTo("/shop");
    }

    /** Whatever comes in whatever order: no route is learnt that has not truly had the time and the requests. */
    @Property
    void nothingIsLearntThatHasNotEarnedIt(
            @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 200) Integer> routes,
            @ForAll @IntRange(min = 1, max = 500) int nanos) {
        Map<String, Long> times = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        RouteCandidates tried = new RouteCandidates(ENOUGH, 3);
        for (int number : routes) {
            String route = "/r" + number;
            times.merge(route, (long) nanos, Long::sum);
            counts.merge(route, 1, Integer::sum);
            String learnt = tried.add(route, route.length(), nanos);
            if (learnt != null) {
                assertThat(learnt).isEqualTo(route);
                assertThat(times.remove(route)).isGreaterThanOrEqualTo(ENOUGH);
                assertThat(counts.remove(route)).isGreaterThanOrEqualTo(3);
            }
        }
    }
}
