package dev.portcullis.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.run.Time;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoAttackIT {

    @Test
    @Timeout(20) // what the demonstration promises
    void theBotIsCountedBannedAndExplainedAndTheVisitorLosesNothing() throws Exception {
        StringWriter out = new StringWriter();
        try (Demo demo = Demo.start(true, Time.system())) {
            assertThat(demo.attack("portcullis", new PrintWriter(out))).isTrue();
        }

        assertThat(out.toString())
                .contains("bot      127.0.0.66  20 requests; rule scanner counts 20 errors, allows 100 errors")
                .contains("403: banned")
                .contains("127.0.0.66 is banned until ")
                .contains("why      rule scanner: 101 errors within 5 minutes, over the limit of 100")
                .contains("lift it  portcullis ban remove 127.0.0.66");
        assertThat(out.toString().lines().filter(line -> line.contains("visitor")))
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.matches(".*GET /\\w* +200 in \\d+ ms"));
    }
}
