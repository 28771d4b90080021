package dev.portcullis.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.Corpus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ja4Test {

    private static final int HEADER = 4;

    @Test
    void everyMessageOfTheCorpusHasTheFingerprintExpected() throws IOException {
        List<String[]> cases = Files.readAllLines(Corpus.file("ja4.tsv")).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("\t", 2))
                .toList();
        assertThat(cases).hasSizeGreaterThan(70);
        for (String[] expected : cases) {
            assertThat(Hello.ja4(HexFormat.of().parseHex(expected[1].substring(2 * HEADER))))
                    .isEqualTo(expected[0]);
        }
    }

    @Test
    void theIndicesStayWhereTheyAre() {
        ByteBuf message =
                Unpooled.copiedBuffer(new Hello().cipher(0x1301).extension(0).bytes());
        ByteBuf within = Unpooled.buffer()
                .writeBytes(new byte[9])
                .writeBytes(message.duplicate())
                .skipBytes(9);
        assertThat(Ja4.of(within, Ja4.Carrier.TCP))
                .isEqualTo(Ja4.of(message, Ja4.Carrier.TCP))
                .isNotEmpty();
        assertThat(within.readerIndex()).isEqualTo(9);
        assertThat(within.readableBytes()).isEqualTo(message.readableBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "h2, h2",
        "http/1.1, h1",
        "x, xx",
        "\u00ab, ab",
        "' ', 20",
        "\u00ab\u00cd, ad",
        "' a', 21",
        "0\u00ab, 3b",
        "'a ', 60",
        "01\u00ab\u00cd, 3d",
        "0\u00ab\u00cd1, 01",
        "'', 00"
    })
    void theFirstProtocolIsWrittenAsTheSpecificationSays(String protocol, String expected) {
        assertThat(new Hello().cipher(0x1301).alpn(protocol).ja4().substring(8, 10))
                .isEqualTo(expected);
    }

    @Test
    void aListOfNoProtocolsIsNone() {
        assertThat(new Hello().extension(16, 0, 0).ja4()).startsWith("t12i000100_");
        assertThat(new Hello().extension(16).ja4()).startsWith("t12i000100_");
    }

    @ParameterizedTest
    @CsvSource({"0x0304, 13", "0x0303, 12", "0x0302, 11", "0x0301, 10", "0x0300, s3", "0x0002, s2", "0x7f1c, 00"})
    void theVersionIsTheMessagesOwn(String code, String expected) {
        assertThat(new Hello().version(Integer.decode(code)).ja4().substring(1, 3))
                .isEqualTo(expected);
    }

    @Test
    void theHighestSupportedVersionThatIsNoGreaseGoesBeforeTheMessagesOwn() {
        assertThat(new Hello().extension(43, 6, 0xFA, 0xFA, 3, 3, 3, 4).ja4()).startsWith("t13i0001");
        assertThat(new Hello().version(0x0302).extension(43, 4, 3, 3, 3, 1).ja4())
                .startsWith("t12i0001");
        assertThat(new Hello().version(0x0302).extension(43, 2, 0x0A, 0x0A).ja4())
                .startsWith("t11i0001");
    }

    @Test
    void greaseIsLeftOutEverywhere() {
        Hello plain = new Hello().cipher(0x1301).extension(10, 0, 0).extension(13, 0, 2, 4, 3);
        Hello greased = new Hello()
                .cipher(0x1A1A, 0x1301, 0xFAFA)
                .extension(0x2A2A)
                .extension(10, 0, 0)
                .extension(0xEAEA, 0)
                .extension(13, 0, 4, 0xBA, 0xBA, 4, 3);
        assertThat(greased.ja4()).isEqualTo(plain.ja4());
        assertThat(new Hello().cipher(0x1A2A, 0x1301).ja4()).startsWith("t12i0200");
    }

    @Test
    void theOrderOfCiphersAndExtensionsIsNothingThatOfSignatureAlgorithmsIs() {
        String one = new Hello()
                .cipher(0x1301, 0x1302)
                .extension(10)
                .extension(11)
                .extension(13, 0, 4, 4, 3, 8, 4)
                .ja4();
        assertThat(new Hello()
                        .cipher(0x1302, 0x1301)
                        .extension(13, 0, 4, 4, 3, 8, 4)
                        .extension(11)
                        .extension(10)
                        .ja4())
                .isEqualTo(one);
        assertThat(new Hello()
                        .cipher(0x1302, 0x1301)
                        .extension(13, 0, 4, 8, 4, 4, 3)
                        .extension(11)
                        .extension(10)
                        .ja4())
                .startsWith(one.substring(0, 23))
                .isNotEqualTo(one);
    }

    @Test
    void whatIsNotThereHasNoHash() {
        assertThat(new Hello().ja4()).isEqualTo("t12i000000_000000000000_000000000000");
        assertThat(new Hello().extension(0).alpn("h2").extension(13, 0, 2, 4, 3).ja4())
                .startsWith("t12d0003h2_000000000000_")
                .doesNotEndWith("000000000000");
        assertThat(new Hello().extension(0).alpn("h2").ja4()).isEqualTo("t12d0002h2_000000000000_000000000000");
    }

    @Test
    void moreThanNinetyNineAreNinetyNine() {
        int[] many = new int[200];
        Hello hello = new Hello();
        for (int i = 0; i < many.length; i++) {
            many[i] = 0xC100 + i;
            hello.extension(0x4000 + i);
        }
        assertThat(hello.cipher(many).ja4()).startsWith("t12i999900_");
    }

    @Test
    void quicHasALetterOfItsOwn() {
        byte[] message = new Hello().cipher(0x1301).bytes();
        assertThat(Ja4.of(Unpooled.wrappedBuffer(message), Ja4.Carrier.QUIC))
                .isEqualTo("q" + Hello.ja4(message).substring(1));
    }

    @Test
    void aMessageThatIsNotWholeOrHasMoreHasNone() {
        byte[] message =
                new Hello().cipher(0x1301).extension(43, 2, 3, 4).alpn("h2").bytes();
        int withoutExtensions = 2 + 32 + 1 + 2 + 2 + 2;
        for (int length = 0; length < message.length; length++) {
            assertThat(Hello.ja4(Arrays.copyOf(message, length)).isEmpty()).isEqualTo(length != withoutExtensions);
        }
        assertThat(Hello.ja4(Arrays.copyOf(message, message.length + 1))).isEmpty();
    }
}
