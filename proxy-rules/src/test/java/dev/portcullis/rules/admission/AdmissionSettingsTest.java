package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.rules.admission.AdmissionSettings.Places;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionSettingsTest {

    @Test
    void theDefaultsAreThoseOfTheDocument() {
        AdmissionSettings defaults = AdmissionSettings.DEFAULT;

        assertThat(defaults.places()).isEqualTo(new Places(2, 2, 256, 1, 1));
        assertThat(defaults.places().isAdaptive()).isTrue();
        assertThat(defaults.queue())
                .isEqualTo(new AdmissionSettings.Queue(10_000, 268_435_456, Duration.ofSeconds(10), 1, 0.05));
        assertThat(defaults.fairness())
                .isEqualTo(new AdmissionSettings.Fairness(Duration.ofSeconds(30), 0.05, 0.25, 24, 48, 100_000));
        assertThat(defaults.files().atOnce()).isEqualTo(8);
        assertThat(defaults.files().suffixes()).contains("css", "js", "png").doesNotContain("php", "html");
    }

    @Test
    void aFixedLimitIsItsOwnFloorAndCeiling() {
        assertThat(Places.fixed(7, 0, 1)).isEqualTo(new Places(7, 7, 7, 0, 1));
        assertThat(Places.fixed(7, 0, 1).isAdaptive()).isFalse();
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Places(4, 0, 256, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Places(1, 2, 256, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Places(300, 2, 256, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Places(4, 2, 256, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Places(4, 2, 256, 1, -1));
    }
}
