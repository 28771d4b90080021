package dev.portcullis.rules.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigestTest {

    private static final FingerprintKey KEY = new FingerprintKey(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void theSameIsTheSame() {
        assertThat(KEY.digest().add("/index.php").add(7).fingerprint())
                .isEqualTo(KEY.digest().add("/index.php").add(7).fingerprint());
        assertThat(KEY.of("/index.php")).isEqualTo(KEY.of("/index.php"));
    }

    @Test
    void anotherKeyMakesAnotherFingerprint() {
        assertThat(KEY.of("/")).isNotEqualTo(new FingerprintKey(1, 2).of("/"));
        assertThat(FingerprintKey.random()).isNotEqualTo(FingerprintKey.random());
    }

    @Test
    void whereATextEndsCounts() {
        assertThat(KEY.digest().add("ab").add("c").fingerprint())
                .isNotEqualTo(KEY.digest().add("a").add("bc").fingerprint());
        assertThat(KEY.of("a")).isNotEqualTo(KEY.of("a\0"));
        assertThat(KEY.of("")).isNotEqualTo(KEY.of("\0"));
    }

    @Test
    void eachCharacterCounts() {
        Set<Long> seen = new HashSet<>();
        StringBuilder text = new StringBuilder("/wp-content/plugins/a-plugin/readme.txt");
        for (int i = 0; i < text.length(); i++) {
            char was = text.charAt(i);
            for (char c = 1; c < 256; c++) {
                text.setCharAt(i, c);
                seen.add(KEY.of(text.toString()));
            }
            text.setCharAt(i, was);
        }
        assertThat(seen).hasSize(text.length() * 254 + 1);
    }

    @Test
    void halfOfTheBitsChangeWithOneBitOfTheText() {
        int changed = 0;
        for (int i = 0; i < 1000; i++) {
            Fingerprint one = KEY.digest().add(i).fingerprint();
            Fingerprint other = KEY.digest().add(i ^ 1 << i % 31).fingerprint();
            changed += Long.bitCount(one.high() ^ other.high()) + Long.bitCount(one.low() ^ other.low());
        }
        assertThat(changed / 1000.0).isBetween(62.0, 66.0);
    }
}
