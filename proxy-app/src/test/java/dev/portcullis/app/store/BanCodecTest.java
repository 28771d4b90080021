package dev.portcullis.app.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.KeptBan;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BanCodecTest {

    /** As the first version kept a ban by rule r, of 192.0.2.7, for one request. */
    private static final String FIRST_VERSION = "01" + "0000000000000001" + "00000000"
            + "0000000000000000" + "0000ffffc0000207" + "80" + "000172" + "000177"
            + "0000000000000001" + "00000000" + "0000000000000002" + "00000000" + "00000001" + "00" + "01"
            + "0000" + "0000000000000001" + "0000000000000000" + "0000000000000000" + "01"
            + "0000000000000001" + "00000000" + "0003474554" + "000168" + "00022f78" + "0194" + "0000000000000007";

    @Test
    void whatIsKeptIsReadAgainWhole() throws IOException {
        KeptBan kept = new KeptBan(SampleBans.scanner(), SampleBans.START);
        assertThat(BanCodec.decode(BanCodec.encode(kept))).isEqualTo(kept);
    }

    @Test
    void whatStandsForAPairIsKept() throws IOException {
        Ban.Evidence evidence = new Ban.Evidence(
                Rule.Count.REQUESTS, 11, 10, Duration.ofHours(1), List.of(), new Fingerprint(-5, 1L << 63));
        Ban ban = SampleBans.scanner();
        KeptBan kept = new KeptBan(
                new Ban(ban.subject(), "r", "", ban.start(), ban.end(), 1, false, evidence), SampleBans.START);
        assertThat(BanCodec.decode(BanCodec.encode(kept))).isEqualTo(kept);
    }

    @Test
    void aBanThatWasKeptWithoutFingerprintsHasNone() throws IOException {
        Ban ban = BanCodec.decode(HexFormat.of().parseHex(FIRST_VERSION)).ban();
        assertThat(ban.rule()).isEqualTo("r");
        assertThat(ban.subject()).hasToString("192.0.2.7");
        assertThat(Objects.requireNonNull(ban.evidence()).last())
                .containsExactly(new Ban.Request(ban.start(), "GET", "h", "/x", 404, 7));
    }

    @Test
    void whatIsOfAnotherVersionOrCutShortIsRefused() {
        byte[] bytes = BanCodec.encode(new KeptBan(SampleBans.scanner(), SampleBans.START));
        assertThatThrownBy(() -> BanCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IOException.class);
        bytes[0] = 9;
        assertThatThrownBy(() -> BanCodec.decode(bytes)).isInstanceOf(IOException.class);
    }
}
