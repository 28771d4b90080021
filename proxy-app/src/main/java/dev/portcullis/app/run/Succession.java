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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the next process, which takes over from this one without a gap: it serves on the same ports, asks for the bans,
 * and becomes the administrator's. Only when it answers there does this process retire; until then, should the next one
 * fail, everything goes on as it was.
 */
final class Succession {

    private static final Logger log = LoggerFactory.getLogger(Succession.class);
    private static final int TAKE_OVER_SECONDS = 60;
    private static final int READY_SECONDS = 15;
    private static final int LOOK_MILLIS = 50;

    private final ConfigurationSource source;
    private final NextProcess next;
    private final OnlyOnes onlyOnes;
    private final Runnable retire;
    private final Supplier<List<Ban>> bans;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile CountDownLatch handedOver = new CountDownLatch(0);

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
        this.source = source;
        this.next = next;
        this.onlyOnes = onlyOnes;
        this.retire = retire;
        this.bans = bans;
    }

    /** Begins the take-over; returns at once. What came of it is logged too. */
    CompletableFuture<ReloadReport> restart() {
        if (!underWay.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(new Refused(List.of("a restart is under way already")));
        }
        CompletableFuture<ReloadReport> report = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(report), "restart");
        thread.setDaemon(true);
        thread.start();
        return report;
    }

    /**
     * The next process serves: it is given the bans, and the administrator's port and the state file are released for it. Throws
     * IllegalArgumentException when no next process is awaited.
     */
    List<Ban> handOver() {
        if (handedOver.getCount() == 0) {
            throw new IllegalArgumentException("no restart is under way");
        }
        List<Ban> all = bans.get();
        onlyOnes.release();
        handedOver.countDown();
        return all;
    }

    private void run(CompletableFuture<ReloadReport> report) {
        ReloadReport came;
        try {
            came = attempt();
        } catch (IOException | RuntimeException e) {
            came = new Refused(List.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            came = new Refused(List.of("interrupted"));
        }
        if (came instanceof Refused refused) {
            refused.problems().forEach(problem -> log.error("restart: {}", problem));
            log.error("not restarted: this process goes on");
            underWay.set(false);
            report.complete(came);
        } else {
            log.info("the next process has taken over: this one serves what it has begun, and ends");
            report.complete(came);
            retire.run();
        }
    }

    private ReloadReport attempt() throws IOException, InterruptedException {
        if (!source.equals(ConfigurationSource.COMMAND_LINE)) {
            Checked<Configuration> checked = source.reader().get();
            if (checked.value().isEmpty()) {
                return new Refused(
                        checked.problems().stream().map(ProblemFormat::text).toList());
            }
        }
        handedOver = new CountDownLatch(1);
        Process started = next.start();
        try {
            if (!awaitHandOver(started)) {
                return failed(started, "before it took over");
            }
            if (!awaitReady(started)) {
                onlyOnes.takeBack();
                return failed(started, "before it answered the administrator");
            }
            return new Done(List.of("process " + started.pid() + " has taken over"), List.of());
        } finally {
            handedOver = new CountDownLatch(0);
        }
    }

    private boolean awaitHandOver(Process started) throws InterruptedException {
        for (int i = 0; i < TAKE_OVER_SECONDS * 1000 / LOOK_MILLIS && started.isAlive(); i++) {
            if (handedOver.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return false;
    }

    private boolean awaitReady(Process started) throws InterruptedException {
        for (int i = 0; i < READY_SECONDS * 1000 / LOOK_MILLIS && started.isAlive(); i++) {
            if (next.isReady()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    private static Refused failed(Process started, String when) throws InterruptedException {
        if (started.isAlive()) {
            started.destroy();
            return new Refused(List.of("the next process was not there in time, " + when));
        }
        return new Refused(List.of("the next process ended with exit code " + started.waitFor() + ", " + when
                + "; its words are where this program's are"));
    }
}
