package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

    static Set<FieldName> known() {
        return EnumSet.complementOf(EnumSet.of(FieldName.OTHER));
    }

    private static FieldName of(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return FieldName.of(bytes, 1, bytes.length - 1);
    }

    @ParameterizedTest
    @EnumSource(names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
    void isFoundInAnyCase(FieldName name) {
        assertThat(of(name.text())).isEqualTo(name);
        assertThat(of(name.text().toLowerCase(Locale.ROOT))).isEqualTo(name);
        assertThat(of(name.text().toUpperCase(Locale.ROOT))).isEqualTo(name);
        Random random = new Random(name.ordinal());
        for (int i = 0; i < 100; i++) {
            assertThat(of(mixed(name.text(), random))).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
    void isNotFoundWhenAByteDiffers(FieldName name) {
        String text = name.text();
        for (int at = 0; at < text.length(); at++) {
            for (char c = 0; c < 256; c++) {
                if (Character.toLowerCase(c) != Character.toLowerCase(text.charAt(at)) || c >= 128) {
                    assertThat(of(text.substring(0, at) + c + text.substring(at + 1)))
                            .isNotEqualTo(name);
                }
            }
        }
        assertThat(of(text + "s")).isNotEqualTo(name);
        assertThat(of(text.substring(1))).isNotEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X", "Accept", "X-Forwarded", "Content_Length", "Hosts", "\u212aeep-Alive"})
    void isOtherWhenItIsNoneOfThem(String text) {
        assertThat(of(text)).isEqualTo(FieldName.OTHER);
    }

    @Test
    void fitsIntoTheBitsOfALong() {
        assertThat(FieldName.values()).hasSizeLessThanOrEqualTo(Long.SIZE);
    }

    @Property
    void isWhatAPlainSearchFinds(@ForAll String text) {
        FieldName found = known().stream()
                .filter(name -> name.text().equalsIgnoreCase(text))
                .findFirst()
                .orElse(FieldName.OTHER);
        assertThat(of(text)).isEqualTo(found);
    }

    private static String mixed(String text, Random random) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
        }
        return mixed.toString();
    }
}
