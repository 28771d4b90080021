package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    /** Fields from lines such as {@code Name:value}. */
    private static Fields of(String... lines) {
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
        Fields.Builder fields = new Fields.Builder(bytes);
        int at = 0;
        for (String line : lines) {
            fields.add(at, at + line.indexOf(':'), at + line.indexOf(':') + 1, at + line.length());
            at += line.length() + 1;
        }
        assertThat(fields.size()).isEqualTo(lines.length);
        return fields.build();
    }

    private static String written(Fields fields) {
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < fields.size(); i++) {
            fields.writeLine(i, out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void findsValuesByNameInOrder() {
        Fields fields = of("host:a", "Cookie:1", "X:y", "COOKIE:2");
        assertThat(fields.size()).isEqualTo(4);
        assertThat(fields.has(FieldName.COOKIE)).isTrue();
        assertThat(fields.has(FieldName.VIA)).isFalse();
        assertThat(fields.first(FieldName.COOKIE)).isEqualTo("1");
        assertThat(fields.first(FieldName.VIA)).isNull();
        assertThat(fields.all(FieldName.COOKIE)).containsExactly("1", "2");
        assertThat(fields.all(FieldName.VIA)).isEmpty();
        assertThat(fields.indexOf(FieldName.COOKIE, 2)).isEqualTo(3);
        assertThat(fields.indexOf(FieldName.COOKIE, 4)).isEqualTo(-1);
        assertThat(fields.indexOf(FieldName.VIA, 0)).isEqualTo(-1);
        assertThat(fields.name(2)).isEqualTo(FieldName.OTHER);
        assertThat(fields.nameText(3)).as("as it was sent").isEqualTo("COOKIE");
        assertThat(fields.toString()).isEqualTo("host: a\nCookie: 1\nX: y\nCOOKIE: 2\n");
    }

    @Test
    void holdsManyFields() {
        String[] lines = new String[1000];
        Arrays.setAll(lines, i -> "X-" + i + ":" + i);
        lines[999] = "Via:last";
        Fields fields = of(lines);
        assertThat(fields.size()).isEqualTo(1000);
        assertThat(fields.value(500)).isEqualTo("500");
        assertThat(fields.first(FieldName.VIA)).isEqualTo("last");
    }

    @Test
    void writesLinesAsTheyCameWithinTheLengthItNames() {
        Fields fields = of("a:", "Caf:\u00e9", "B:c d");
        assertThat(written(fields)).isEqualTo("a: \r\nCaf: \u00e9\r\nB: c d\r\n");
        assertThat(written(fields).length()).isLessThanOrEqualTo(fields.maxLength());
    }

    @Test
    void writesTogetherOnlyWhatLiesAsItIsToBeWritten() {
        byte[] bytes = "A: b\r\nC:d\r\nE: \r\nF:  g\r\nH: i \r\nJ: k\r\nL: m\nN: o\r\nP: q"
                .getBytes(StandardCharsets.ISO_8859_1);
        Fields.Builder builder = new Fields.Builder(bytes, 1);
        builder.add(0, 1, 3, 4);
        builder.add(6, 7, 8, 9);
        builder.add(11, 12, 14, 14);
        builder.add(16, 17, 20, 21);
        builder.add(23, 24, 26, 27);
        builder.add(30, 31, 33, 34);
        builder.add(36, 37, 39, 40);
        builder.add(41, 42, 44, 45);
        builder.add(47, 48, 50, 51);
        Fields fields = builder.build();
        for (int from = 0; from <= fields.size(); from++) {
            for (int to = from; to <= fields.size(); to++) {
                ByteBuf together = Unpooled.buffer();
                ByteBuf each = Unpooled.buffer();
                fields.writeLines(from, to, together);
                for (int i = from; i < to; i++) {
                    fields.writeLine(i, each);
                }
                assertThat(together).isEqualTo(each);
            }
        }
        assertThat(written(fields))
                .isEqualTo("A: b\r\nC: d\r\nE: \r\nF: g\r\nH: i\r\nJ: k\r\nL: m\r\nN: o\r\nP: q\r\n");
    }

    @Test
    void keepsValuesWhenTheirArrayGrows() {
        byte[] small = {'A', ':', 'b'};
        Fields.Builder builder = new Fields.Builder(small);
        builder.add(0, 1, 2, 3);
        builder.moveTo(new byte[] {'A', ':', 'b', 'C', ':', 'd'});
        builder.add(3, 4, 5, 6);
        assertThat(builder.build().toString()).isEqualTo("A: b\nC: d\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_A", "X.A", "X+A", "X!", "_", "~"})
    void tellsNamesThatCgiWouldFold(String name) {
        Fields fields = of("Plain-1:a", name + ":b", "HOST:c");
        assertThat(fields.hasPlainNamesOnly()).isFalse();
        assertThat(fields.isPlainName(0)).isTrue();
        assertThat(fields.isPlainName(1)).isFalse();
        assertThat(fields.isPlainName(2)).isTrue();
        assertThat(of("Plain-1:a", "HOST:c").hasPlainNamesOnly()).isTrue();
    }

    @Test
    void emptyHasNothing() {
        assertThat(Fields.EMPTY.size()).isZero();
        assertThat(Fields.EMPTY.has(FieldName.HOST)).isFalse();
        assertThat(Fields.EMPTY.has(FieldName.OTHER)).isFalse();
        assertThat(written(Fields.EMPTY)).isEmpty();
    }
}
