package dev.portcullis.core.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Finds buffers that were never released. Netty notices them when the collector has taken them and the next buffer is
 * allocated, and then only logs it; here each is kept until somebody asks.
 *
 * <p>Tracked are direct buffers and what is sliced off them, not those that {@code Unpooled} makes on the heap.
 */
final class LeakWatch {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final long PATIENCE_MILLIS = 5_000;

    private LeakWatch() {}

    /** Watches from now on. To be called before the first buffer is allocated. */
    static void install() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** What has leaked since this was last asked, each with where it was used. */
    static List<String> take() {
        for (int round = 0; round < 2; round++) {
            collectGarbage();
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        List<String> taken = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            taken.add(leak);
        }
        return taken;
    }

    /** Fails when something has leaked since this was last asked. */
    static void failOnLeaks() {
        List<String> leaks = take();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " never released, the first: " + leaks.get(0));
        }
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        WeakReference<Object> marker = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            if (collected.remove(PATIENCE_MILLIS) != marker) {
                throw new IllegalStateException("the collector does not run: leaks would not be seen");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
            return new Detector<>(type, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        Detector(Class<T> type, int interval) {
            super(type, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            LEAKS.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            LEAKS.add(type);
        }
    }
}
