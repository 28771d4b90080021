package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BanTextTest {

    private final BanText text = new BanText(ZoneOffset.ofHours(1), SampleBans.START.plus(Duration.ofSeconds(61)));

    @Test
    void bansAreATable() {
        assertThat(text.list(List.of(SampleBans.observed(), SampleBans.scanner(), SampleBans.manual())))
                .isEqualTo("""
                        BANNED         LEFT                   UNTIL                RULE                   TIMES  WHY
                        198.51.100.9   58 minutes 59 seconds  2026-11-23 02:00:00  costly (only watched)  1      600.1 s of the \
                        origin's time within 10 minutes, over the limit of 600 s
                        192.0.2.7      3 hours 58 minutes     2026-11-23 05:00:00  scanner                2      101 errors \
                        within 5 minutes, over the limit of 100
                        2001:db8::/48  6 days 23 hours        2026-11-30 01:00:00  manual                 1      same bot,\
                        \\x09many addresses
                        """);
    }

    @Test
    void noBanIsSaidInWords() {
        assertThat(text.list(List.of())).isEqualTo("Nobody is banned.\n");
    }

    @Test
    void aBanThatWasMadeIsSaidInOneLine() {
        assertThat(text.made(SampleBans.scanner())).isEqualTo("192.0.2.7 is banned until 2026-11-23 05:00:00\n");
    }
}
