package dev.portcullis.app.run;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.config.ProblemFormat;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.config.Checked;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the next process, which takes over from this one without a gap: it serves on the same ports, asks for the bans,
 * and becomes the administrator's. Only when it answers there does this process retire; until then, should the next one
 * fail, everything goes on as it was.
 */
final class Succession {

    private static final Logger log = LoggerFactory.getLogger(Succession.class);
    private static final int LOOK_MILLIS = 50;

    private final ConfigurationSource source;
    private final NextProcess next;
    private final OnlyOnes onlyOnes;
    private final Runnable retire;
    private final Supplier<List<Ban>> bans;
    private final Patience patience;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final Object handing = new Object();

    /** Null when no next process is awaited. */
    private @Nullable CountDownLatch handedOver;

    /**
     * How long the next process may take.
     *
     * @param takeOver until it asks for what only one process can have
     * @param ready from then until it answers the administrator
     * @param end to end when it was not there in time; then it is killed
     */
    record Patience(Duration takeOver, Duration ready, Duration end) {

        static final Patience USUAL =
                new Patience(Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    /** What starts the next process. */
    interface NextProcess {

        /** Starts it, told to take over. */
        Process start() throws IOException;

        /** Whether it answers where the administrator asks. */
        boolean isReady();
    }

    /** What only one process can have: the port that the administrator asks at, and the state file. */
    interface OnlyOnes {

        /** Lets another process have them; what is being answered goes on. */
        void release();

        /** Has them again. */
        void takeBack() throws IOException;
    }

    Succession(
            ConfigurationSource source,
            NextProcess next,
            OnlyOnes onlyOnes,
            Runnable retire,
            Supplier<List<Ban>> bans) {
        this(source, next, onlyOnes, retire, bans, Patience.USUAL);
    }

    Succession(
            ConfigurationSource source,
            NextProcess next,
            OnlyOnes onlyOnes,
            Runnable retire,
            Supplier<List<Ban>> bans,
            Patience patience) {
        this.source = source;
        this.next = next;
        this.onlyOnes = onlyOnes;
        this.retire = retire;
        this.bans = bans;
        this.patience = patience;
    }

    /** Begins the take-over; returns at once. What came of it is logged too. */
    CompletableFuture<ReloadReport> restart() {
        if (!underWay.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(new Refused(List.of("a restart is under way already")));
        }
        CompletableFuture<ReloadReport> report = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(report), "restart");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            refuse(report, new Refused(List.of(e.toString())));
        }
        return report;
    }

    /**
     * The next process serves: it is given the bans, and the administrator's port and the state file are released for it. Throws
     * IllegalArgumentException when no next process is awaited.
     */
    List<Ban> handOver() {
        synchronized (handing) {
            CountDownLatch awaited = handedOver;
            if (awaited == null || awaited.getCount() == 0) {
                throw new IllegalArgumentException("no restart is under way");
            }
            List<Ban> all = bans.get();
            awaited.countDown(); // from here on they are to be taken back, whatever comes
            onlyOnes.release();
            return all;
        }
    }

    private void run(CompletableFuture<ReloadReport> report) {
        ReloadReport came;
        try {
            came = attempt();
        } catch (IOException | RuntimeException e) {
            came = new Refused(List.of(String.valueOf(e.getMessage())));
        } catch (LinkageError | OutOfMemoryError e) {
            came = new Refused(List.of(e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            came = new Refused(List.of("interrupted"));
        }
        if (came instanceof Refused refused) {
            refuse(report, refused);
        } else {
            log.info("the next process has taken over: this one serves what it has begun, and ends");
            report.complete(came);
            retire.run();
        }
    }

    private void refuse(CompletableFuture<ReloadReport> report, Refused refused) {
        underWay.set(false);
        report.complete(refused);
        refused.problems().forEach(problem -> log.error("restart: {}", problem));
        log.error("not restarted: this process goes on");
    }

    private ReloadReport attempt() throws IOException, InterruptedException {
        if (!source.equals(ConfigurationSource.COMMAND_LINE)) {
            Checked<Configuration> checked = source.reader().get();
            if (checked.value().isEmpty()) {
                return new Refused(
                        checked.problems().stream().map(ProblemFormat::text).toList());
            }
        }
        CountDownLatch awaited = new CountDownLatch(1);
        synchronized (handing) {
            handedOver = awaited;
        }
        Process started = null;
        boolean serves = false;
        try {
            started = next.start();
            if (!awaitHandOver(awaited, started)) {
                return failed(started, "before it took over");
            }
            serves = awaitReady(started);
            return serves
                    ? new Done(List.of("process " + started.pid() + " has taken over"), List.of())
                    : failed(started, "before it answered the administrator");
        } finally {
            goOn(started, serves);
        }
    }

    /** Nothing is handed over any more. What was, to a process that does not serve, is taken back once that has ended. */
    private void goOn(@Nullable Process started, boolean serves) throws IOException {
        boolean given;
        synchronized (handing) {
            given = handedOver != null && handedOver.getCount() == 0;
            handedOver = null;
        }
        if (!serves) {
            if (started != null) {
                end(started);
            }
            if (given) {
                onlyOnes.takeBack();
            }
        }
    }

    /** Ends the process, in whatever state it is. */
    private void end(Process started) {
        boolean interrupted = false;
        started.destroy();
        try {
            if (started.waitFor(patience.end().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        started.destroyForcibly();
        while (started.isAlive()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitHandOver(CountDownLatch awaited, Process started) throws InterruptedException {
        for (int i = 0; i < patience.takeOver().toMillis() / LOOK_MILLIS && started.isAlive(); i++) {
            if (awaited.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return awaited.getCount() == 0; // it may have ended right after it
    }

    private boolean awaitReady(Process started) throws InterruptedException {
        for (int i = 0; i < patience.ready().toMillis() / LOOK_MILLIS && started.isAlive(); i++) {
            if (next.isReady()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    private static Refused failed(Process started, String when) throws InterruptedException {
        if (started.isAlive()) {
            return new Refused(List.of("the next process was not there in time, " + when));
        }
        return new Refused(List.of("the next process ended with exit code " + started.waitFor() + ", " + when
                + "; its words are where this program's are"));
    }
}
