package dev.portcullis.rules.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a cache pushes out for want of room: to be given to it as its eviction listener. Hits and misses are not counted: that would cost
 * each request something, and where a miss is somebody new it says nothing of the cache.
 */
public final class Evictions implements RemovalListener<Object, Object> {

    private final LongAdder evicted = new LongAdder();

    @Override
    public void onRemoval(@Nullable Object key, @Nullable Object value, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evicted.increment();
        }
    }

    /** How the cache, which tells this of its evictions, stands; any thread may ask. */
    public CacheState state(String name, Cache<?, ?> cache) {
        long most = cache.policy().eviction().orElseThrow().getMaximum();
        return new CacheState(name, cache.estimatedSize(), most, evicted.sum());
    }
}
