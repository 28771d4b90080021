package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.app.fake.SampleLive;
import org.junit.jupiter.api.Test;

class LiveTextTest {

    private static final String JSON = LiveJson.of(SampleLive.report("curl/8.1 \u001b[2J\u00e9"));

    @Test
    void allThatHappensIsOnOneScreen() {
        assertThat(LiveText.of(JSON, 200, 60))
                .startsWith("Portcullis 1.2.3   enforce   running for 3 h")
                .contains(
                        "requests  13.8 a second, 1.5 refused, 0.3 shed, 0.5 failed; 12 connections\n",
                        "visitors  wait 21 ms, 95 of 100 at most 300 ms\n",
                        "at site   2 of 4, 7 waiting; files 0, 0 waiting; 1 shed so far\n",
                        "192.0.2.7  1.5 s        75%    2        3        GET shop.example/x  curl/8.1",
                        "scanner  enforce  3");
    }

    @Test
    void noTerminalObeysWhatABotSent() {
        assertThat(LiveText.of(JSON, 200, 60)).contains("\\x1b[2J\\xe9").doesNotContain("\u001b", "\u00e9");
    }

    @Test
    void aSmallScreenIsNeverOverfilled() {
        for (int height = 1; height < 40; height++) {
            String screen = LiveText.of(JSON, 30, height);
            assertThat(screen.lines().count()).isLessThanOrEqualTo(height);
            assertThat(screen.lines()).allMatch(line -> line.length() <= 30);
        }
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LiveText.of("{}", 80, 24));
    }
}
