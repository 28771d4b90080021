package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many clients are remembered on machines of different sizes. */
class HeapShareTest {

    private static int remembered(int wanted, long heap) {
        PolicySettings settings = new PolicySettings(
                List.of(), NetworkList.EMPTY, NetworkList.EMPTY, new ClientSettings(64, 24, 48, wanted), false);
        PolicySettings fitting = HeapShare.fitting(settings, heap);
        assertThat(fitting.clients().ipv4Network()).isEqualTo(24);
        return fitting.clients().max();
    }

    @Test
    void aMillionClientsNeedTwoGigabytes() {
        assertThat(remembered(1_000_000, 2L << 30)).isEqualTo(1_000_000);
        assertThat(remembered(1_000_000, 512L << 20)).isBetween(270_000, 290_000);
    }

    @Test
    void aQuarterOfAGigabyteHasRoomForAHundredAndFortyThousand() {
        assertThat(remembered(1_000_000, 256L << 20)).isBetween(135_000, 145_000);
    }

    @Test
    void whatFitsIsLeftAsItIs() {
        assertThat(remembered(20_000, 64L << 20)).isEqualTo(20_000);
    }

    @Test
    void someAreRememberedInAnyCase() {
        assertThat(remembered(1_000_000, 0)).isEqualTo(1000);
    }
}
