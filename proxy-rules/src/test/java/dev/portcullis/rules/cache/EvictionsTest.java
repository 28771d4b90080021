package dev.portcullis.rules.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EvictionsTest {

    private final Evictions evictions = new Evictions();
    private final ManualTime time = new ManualTime();
    private final Cache<Integer, String> cache = Caffeine.newBuilder()
            .maximumSize(10)
            .expireAfterWrite(Duration.ofMinutes(1))
            .ticker(time::nanos)
            .evictionListener(evictions)
            .executor(Runnable::run)
            .build();

    @Test
    void whatHasRoomIsNotEvicted() {
        fill(10);

        assertThat(evictions.state("things", cache)).isEqualTo(new CacheState("things", 10, 10, 0));
    }

    @Test
    void whatHasNoRoomIsCounted() {
        fill(25);
        cache.cleanUp();

        assertThat(evictions.state("things", cache)).isEqualTo(new CacheState("things", 10, 10, 15));
    }

    @Test
    void whatIsTooOldOrTakenOutIsNotCounted() {
        fill(10);
        cache.invalidate(3);
        time.advance(Duration.ofMinutes(2));
        cache.cleanUp();

        assertThat(evictions.state("things", cache)).isEqualTo(new CacheState("things", 0, 10, 0));
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            cache.put(i, "thing");
        }
    }
}
