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
                .contains("bot      127.0.0.66  10 requests; rule scanner counts 10 different paths, allows 15")
                .contains("403: banned")
                .contains("127.0.0.66 is banned until ")
                .contains("why      rule scanner: 16 different paths within 5 minutes, over the limit of 15")
                .contains("lift it  portcullis ban remove 127.0.0.66");
        assertThat(out.toString().lines().filter(line -> line.contains("visitor")))
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.matches(".*GET /\\w* +200 in \\d+ ms"));
    }
}
