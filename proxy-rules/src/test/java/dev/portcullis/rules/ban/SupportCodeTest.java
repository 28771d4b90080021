package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SupportCodeTest {

    private static Ban ban(String subject, Instant start) {
        return new Ban(BansTest.block(subject), "scan", "why", start, start.plusSeconds(60), 1, false, null);
    }

    @Test
    void isTheSameForTheSameBanAfterARestart() {
        Instant start = Instant.parse("2026-01-01T10:00:00.123456Z");
        Ban slim = ban("192.0.2.1", start);

        assertThat(SupportCode.of(ban("192.0.2.1", start))).isEqualTo(SupportCode.of(slim));
        assertThat(SupportCode.of(slim)).matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}");
    }

    @Test
    void differsBetweenBans() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            codes.add(SupportCode.of(ban("192.0.2." + i % 250, Instant.ofEpochSecond(i))));
        }
        assertThat(codes).hasSize(1000);
    }

    @Test
    void isReadAsPeopleTypeIt() {
        assertThat(SupportCode.parse("k7qm 3t9x")).isEqualTo("K7QM-3T9X");
        assertThat(SupportCode.parse("oil0-1111")).isEqualTo("0110-1111");
        assertThatThrownBy(() -> SupportCode.parse("192.0.2.1")).hasMessageContaining("eight letters and digits");
        assertThatThrownBy(() -> SupportCode.parse("UUUU-UUUU")).isInstanceOf(IllegalArgumentException.class);
    }
}
