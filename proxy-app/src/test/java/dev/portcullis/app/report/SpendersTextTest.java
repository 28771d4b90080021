package dev.portcullis.app.report;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.rules.api.Admission.Spender;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpendersTextTest {

    private static final List<OriginSpenders> SPENDERS = List.of(
            new OriginSpenders(
                    "shop",
                    List.of(
                            new Spender(address("192.0.2.7"), 12_345_600_000L, 0.9, 4, 17),
                            new Spender(address("2001:db8::").widen(32, 64), 1_000_000L, 0.0625, 0, 0))),
            new OriginSpenders("", List.of(new Spender(address("192.0.2.9"), 500_000_000L, 1, 1, 0))));

    @Test
    void theCostliestClientsOfEachOriginAreATable() {
        assertThat(SpendersText.of(SPENDERS)).isEqualTo("""
                SITE  CLIENT         ORIGIN TIME  SHARE   IN FLIGHT  WAITING
                shop  192.0.2.7      12.346 s     90.0%   4          17
                      2001:db8::/64  0.001 s      6.3%    0          0
                -     192.0.2.9      0.500 s      100.0%  1          0
                """);
    }

    @Test
    void nobodyIsSaidInWords() {
        assertThat(SpendersText.of(List.of(new OriginSpenders("", List.of())))).startsWith("Nobody has used");
    }

    @Test
    void theyComeBackFromJsonAsTheyWere() {
        assertThat(ReportJson.readSpenders(ReportJson.spenders(SPENDERS))).isEqualTo(SPENDERS);
    }
}
