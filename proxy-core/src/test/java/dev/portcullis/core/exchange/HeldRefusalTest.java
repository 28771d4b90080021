package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A refusal for a ban that is not kept yet waits for it, and nothing else does. */
class HeldRefusalTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();
    private final Disk disk = new Disk();

    /** Has kept a ban when the test says so. */
    private static final class Disk implements Keeping {
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean done;
        private boolean givenUp;

        @Override
        public boolean done() {
            return done;
        }

        @Override
        public void whenDone(Runnable action) {
            waiting.add(action);
        }

        @Override
        public void giveUp() {
            givenUp = true;
            write();
        }

        void write() {
            done = true;
            waiting.forEach(Runnable::run);
            waiting.clear();
        }
    }

    private void ban() {
        proxy.policy.verdict = new Verdict.Banned("scanner", "K7QM-3T9X", disk);
    }

    @Test
    void leavesWhenTheBanIsKept() {
        ban();
        client.receive(GET);
        assertThat(client.sent()).isEmpty();

        disk.write();
        client.channel.runPendingTasks();
        assertThat(client.sent()).startsWith("HTTP/1.1 403 ").contains("K7QM-3T9X");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.REFUSED);
        assertThat(proxy.origins).isEmpty();
    }

    @Test
    void leavesAllTheSameWhenTheDiskHangs() {
        ban();
        client.receive(GET);
        proxy.time.advance(Duration.ofMillis(249));
        proxy.worker().sweep(proxy.time.nanos());
        assertThat(client.sent()).isEmpty();
        assertThat(disk.givenUp).isFalse();

        proxy.time.advance(Duration.ofMillis(1));
        proxy.worker().sweep(proxy.time.nanos());
        client.channel.runPendingTasks();
        assertThat(client.sent()).startsWith("HTTP/1.1 403 ");
        assertThat(disk.givenUp).isTrue();
    }

    @Test
    void takesNoBodyMeanwhile() {
        ban();
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
        client.receive("def");
        disk.write();
        client.channel.runPendingTasks();

        assertThat(client.sent()).startsWith("HTTP/1.1 403 ").contains("\r\nConnection: close\r\n");
    }

    @Test
    void isForgottenWhenTheClientLeaves() {
        ban();
        client.receive(GET);
        client.channel.close();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);

        disk.write();
        client.channel.runPendingTasks();
        assertThat(proxy.finished).as("it ended once").hasSize(1);
    }

    @Test
    void keepsTheConnectionForTheNextRequest() {
        ban();
        client.receive(GET);
        disk.write();
        client.channel.runPendingTasks();
        assertThat(client.sent()).doesNotContain("Connection: close");

        client.receive(GET);
        assertThat(client.sent()).as("the ban is kept by now").startsWith("HTTP/1.1 403 ");
    }
}
