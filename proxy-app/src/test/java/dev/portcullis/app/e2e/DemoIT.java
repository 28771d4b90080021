package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demonstration shows what it promises. */
@Timeout(120)
class DemoIT {

    private static final Duration PROMISED = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(40);

    @Test
    void theBotIsBannedAndTheBanExplainedWithinTwentySeconds() {
        try (Program demo = Program.start(PortcullisProcess.command("demo", "--attack"))) {
            String why = demo.awaitLine(PROMISED, "the ban's explanation", line -> line.startsWith("  why "));
            assertThat(why).contains("rule scanner: 16 different paths within 5 minutes, over the limit of 15");

            demo.terminate();
            assertThat(demo.awaitExit(STOP)).isIn(0, 143);
            assertThat(demo.lines())
                    .anyMatch(line -> line.contains("403: banned"))
                    .anyMatch(line -> line.contains("visitor"))
                    .noneMatch(PortcullisProcess.TROUBLE.asPredicate());
        }
    }
}
