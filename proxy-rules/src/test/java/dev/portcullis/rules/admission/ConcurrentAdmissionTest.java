package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several event loops at once, each with its own requests, which others admit and shed. */
class ConcurrentAdmissionTest {

    private static final int THREADS = 4;
    private static final int REQUESTS = 20_000;
    private static final int LIMIT = 5;

    private final FairAdmission admission = new FairAdmission(
            Door.settings(Places.fixed(LIMIT, 0, 0), new Queue(50, 1 << 20, Duration.ofMillis(1), 1, 0.05)),
            42,
            0,
            Alarm.NONE);
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** A thread with its own requests and what it has been told of them. */
    private final class Loop {
        final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        final Random random;
        final List<Runnable> toEnd = new ArrayList<>();

        Loop(int number) {
            random = new Random(number);
        }

        void run(int count) {
            int begun = 0;
            while (begun < count || !toEnd.isEmpty() || !tasks.isEmpty()) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                if (begun < count && random.nextBoolean()) {
                    begun++;
                    new Request(this).begin();
                } else if (!toEnd.isEmpty()) {
                    toEnd.remove(random.nextInt(toEnd.size())).run();
                }
                if (random.nextInt(50) == 0) {
                    admission.sweep(now());
                }
            }
        }
    }

    private long now() {
        return clock.addAndGet(1_000);
    }

    private final class Request implements Admission.Waiter {
        private final Loop loop;
        private @Nullable Place place;
        private boolean serving;
        private boolean over;

        Request(Loop loop) {
            this.loop = loop;
        }

        void begin() {
            int who = loop.random.nextInt(40);
            Precedence precedence = Precedence.values()[loop.random.nextInt(5)];
            Place got = admission.enter(new Asked(Crowds.client(who / 8, who), "/page"), precedence, 10, this, now());
            place = got;
            switch (got.entry()) {
                case ADMITTED -> serve();
                case SHED -> end();
                case WAITING -> {
                    if (loop.random.nextInt(4) == 0) {
                        loop.toEnd.add(this::hangUp);
                    }
                }
            }
        }

        @Override
        public void admitted() {
            loop.tasks.add(() -> {
                if (!over) {
                    serve();
                }
            });
        }

        @Override
        public void shed(Shed shed) {
            loop.tasks.add(() -> {
                if (!over) {
                    end();
                }
            });
        }

        private void serve() {
            serving = true;
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            loop.toEnd.add(() -> {
                if (!over) {
                    inFlight.decrementAndGet();
                    end();
                    done();
                }
            });
        }

        private void done() {
            if (place != null) {
                place.done(20_000_000, Place.Result.ANSWERED, now());
            }
        }

        private void hangUp() {
            if (!over && place != null) {
                if (serving) {
                    inFlight.decrementAndGet();
                }
                end();
                place.leave(now());
            }
        }

        private void end() {
            over = true;
            ended.incrementAndGet();
        }
    }

    @Test
    void neverMoreThanTheLimitAreAtTheOriginAndNoPlaceIsLost() throws Exception {
        List<Future<?>> running = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Loop loop = new Loop(i);
            loops.add(loop);
            running.add(threads.submit(() -> loop.run(REQUESTS)));
        }
        for (Future<?> future : running) {
            future.get();
        }
        settle(loops);

        AdmissionReport.Lane pages = admission.report(now()).pages();
        assertThat(most.get()).isEqualTo(LIMIT);
        assertThat(pages.inFlight()).isZero();
        assertThat(pages.waiting()).isZero();
        assertThat(pages.waitingBytes()).isZero();
        assertThat(inFlight.get()).isZero();
        assertThat(ended.get()).isEqualTo(THREADS * REQUESTS);
    }

    /** What still waits when all threads have begun their last request is served or shed. */
    private void settle(List<Loop> loops) {
        for (int i = 0; i < 1_000; i++) {
            loops.forEach(loop -> loop.run(0));
            clock.addAndGet(Duration.ofMillis(1).toNanos());
            admission.sweep(now());
        }
        loops.forEach(loop -> loop.run(0));
    }
}
