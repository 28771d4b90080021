package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next process is played by one that only waits for its input to end. */
@Timeout(60)
class SuccessionTest {

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Process> started = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Throwable> cannotStart = new AtomicReference<>();
    private volatile boolean ready = true;
    private volatile Runnable whenStarted = () -> {};
    private Succession.Patience patience = Succession.Patience.USUAL;

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Succession succession(String command, String hocon) {
        ConfigurationSource source =
                new ConfigurationSource("x.conf", () -> ConfigurationReader.parse("x.conf", hocon, new ManualTime()));
        Succession.NextProcess next = new Succession.NextProcess() {
            @Override
            public Process start() throws IOException {
                Throwable failure = cannotStart.get();
                if (failure instanceof IOException because) {
                    throw because;
                }
                if (failure instanceof Error because) {
                    throw because;
                }
                Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
                started.add(process);
                whenStarted.run();
                return process;
            }

            @Override
            public boolean isReady() {
                return ready;
            }
        };
        Succession.OnlyOnes port = new Succession.OnlyOnes() {
            @Override
            public void release() {
                events.add("released");
            }

            @Override
            public void takeBack() {
                boolean ended = started.stream().noneMatch(Process::isAlive);
                events.add(ended ? "listening again" : "in the way of the next process");
            }
        };
        return new Succession(source, next, port, () -> events.add("retired"), List::of, patience);
    }

    private static final String GOOD = "origin = \"http://127.0.0.1:1\"";

    private static ReloadReport came(CompletableFuture<ReloadReport> report) throws Exception {
        return report.get(30, TimeUnit.SECONDS);
    }

    @Test
    void thisProcessRetiresWhenTheNextOneAnswersTheAdministrator() throws Exception {
        Succession succession = succession("cat", GOOD);
        CompletableFuture<ReloadReport> report = succession.restart();
        Process next = started.take();
        assertThat(came(succession.restart())).isEqualTo(new Refused(List.of("a restart is under way already")));
        assertThat(succession.handOver()).isEmpty();

        assertThat(came(report)).isEqualTo(new Done(List.of("process " + next.pid() + " has taken over"), List.of()));
        assertThat(events.take()).isEqualTo("released");
        assertThat(events.take()).isEqualTo("retired");
    }

    @Test
    void aConfigurationWithErrorsStartsNothing() throws Exception {
        Refused refused = (Refused) came(succession("cat", "orgin = 1").restart());

        assertThat(refused.problems()).anyMatch(problem -> problem.contains("did you mean \"origin\"?"));
        assertThat(started).isEmpty();
    }

    @Test
    void aNextProcessThatEndsLeavesEverythingAsItWas() throws Exception {
        Succession succession = succession("exit 3", GOOD);

        assertThat(((Refused) came(succession.restart())).problems())
                .singleElement()
                .asString()
                .startsWith("the next process ended with exit code 3, before it took over");
        assertThat(events).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(succession::handOver).withMessage("no restart is under way");
    }

    @Test
    void aNextProcessThatEndsAfterItWasGivenThePortGivesItBack() throws Exception {
        ready = false;
        Succession succession = succession("cat", GOOD);
        CompletableFuture<ReloadReport> report = succession.restart();
        Process next = started.take();
        succession.handOver();
        next.destroy();

        assertThat(((Refused) came(report)).problems())
                .singleElement()
                .asString()
                .contains("before it answered the administrator");
        assertThat(events.take()).isEqualTo("released");
        assertThat(events.take()).isEqualTo("listening again");
        cannotStart.set(new IOException("no such program"));
        assertThat(came(succession.restart())).isEqualTo(new Refused(List.of("no such program")));
    }

    @Test
    void aNextProcessThatEndsAtOnceAfterItWasGivenThePortGivesItBack() throws Exception {
        Succession succession = succession("exit 3", GOOD);
        whenStarted = () -> {
            succession.handOver();
            started.element().onExit().join();
        };

        assertThat(((Refused) came(succession.restart())).problems())
                .singleElement()
                .asString()
                .contains("exit code 3", "before it answered the administrator");
        assertThat(events).containsExactly("released", "listening again");
    }

    @Test
    void aNextProcessThatAnswersNobodyIsEndedBeforeThePortIsTakenBack() throws Exception {
        ready = false;
        patience = new Succession.Patience(Duration.ofSeconds(20), Duration.ofMillis(200), Duration.ofMillis(200));
        Succession succession = succession("trap '' TERM; while :; do read line || exec sleep 60; done", GOOD);
        CompletableFuture<ReloadReport> report = succession.restart();
        started.take();
        succession.handOver();

        assertThat(((Refused) came(report)).problems())
                .containsExactly("the next process was not there in time, before it answered the administrator");
        assertThat(events.take()).isEqualTo("released");
        assertThat(events.take()).isEqualTo("listening again");
        assertThatIllegalArgumentException().isThrownBy(succession::handOver).withMessage("no restart is under way");
    }

    @Test
    void afterAFaultOfTheProgramItCanBeTriedAgain() throws Exception {
        Succession succession = succession("cat", GOOD);
        cannotStart.set(new OutOfMemoryError("no thread"));
        Refused refused = new Refused(List.of("java.lang.OutOfMemoryError: no thread"));
        assertThat(came(succession.restart())).isEqualTo(refused);
        assertThat(came(succession.restart())).isEqualTo(refused);
    }

    @Test
    void nobodyIsGivenThePortUnasked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> succession("cat", GOOD).handOver())
                .withMessage("no restart is under way");
    }
}
