package dev.portcullis.rules.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No browser is ever taken for forged, whatever its version; tools that say they are one are. */
class BrowsersTest {

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36";
    private static final String EDGE = CHROME + " Edg/%1$d.0.0.0";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%1$d.0";
    private static final String SAFARI =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.4 Safari/605.1.15";
    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.4 Mobile/15E148 Safari/604.1";
    private static final Map<String, List<String>> AGENTS =
            Map.of("chromium", List.of(CHROME, EDGE), "firefox", List.of(FIREFOX), "safari", List.of(SAFARI, IPHONE));

    private static final String CHROMIUM_NOW = "t13d1517h2_8daaf6152771_cb7bf5808d99";
    private static final String CURL = "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6";

    /** A line of the table. */
    record Known(String program, String release, String fingerprint) {}

    static List<Known> table() throws IOException {
        try (InputStream in = Objects.requireNonNull(Browsers.class.getResourceAsStream("handshakes.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Known(cells[0], cells[1], cells[2]))
                    .toList();
        }
    }

    static List<Known> browsers() throws IOException {
        return table().stream()
                .filter(known -> Browser.words().contains(known.program()))
                .toList();
    }

    static List<Known> tools() throws IOException {
        return table().stream()
                .filter(known -> !Browser.words().contains(known.program()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("browsers")
    void aBrowserIsWhatItSaysWhateverItsVersion(Known browser) {
        for (String agent : Objects.requireNonNull(AGENTS.get(browser.program()))) {
            for (int version : new int[] {1, 60, 100, 156, 250, 999}) {
                assertThat(forged(agent, version, browser.fingerprint())).isNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("browsers")
    void aBrowserIsNoOther(Known browser) {
        AGENTS.forEach((name, agents) -> {
            if (!name.equals(browser.program())) {
                agents.forEach(agent -> assertThat(forged(agent, 150, browser.fingerprint()))
                        .extracting(Browser::word)
                        .isEqualTo(name));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("tools")
    void aToolIsNoBrowser(Known tool) {
        AGENTS.forEach((name, agents) -> agents.forEach(agent -> assertThat(forged(agent, 150, tool.fingerprint()))
                .extracting(Browser::word)
                .isEqualTo(name)));
    }

    @Test
    void theTableHasTheBrowsersThatWereRunAndTheCommonTools() throws IOException {
        assertThat(table())
                .extracting(Known::program)
                .contains("chromium", "firefox", "curl", "wget", "openssl", "python", "java", "node", "php", "go");
        assertThat(table()).extracting(Known::fingerprint).allMatch(print -> Handshake.of(print) != null);
    }

    @ParameterizedTest
    @CsvSource({
        "t13d1516h2_8daaf6152771_e5627efa2ab1, Chrome of 2023",
        "t13d1517h1_8daaf6152771_6cdcb247c39b, a WebSocket of Chrome",
        "t13d1615h2_46e7e9700bed_45f260be83e2, Chrome of 2020",
        "t13d1218h2_0123456789ab_0123456789ab, ciphers that nobody has seen yet",
        "t13d1426h2_0123456789ab_0123456789ab, many extensions",
        "t00d1517h2_8daaf6152771_cb7bf5808d99, a version of TLS after 1.3",
        "q13d0312h3_55b375c5d22e_06cda9e17597, QUIC",
    })
    void aChromiumThatNobodyHasSeenYetIsNotForged(String fingerprint, String what) {
        assertThat(forged(CHROME, 160, fingerprint)).as(what).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "t13d2014h2_a09f3c656075_14788d8d241b, 17",
        "t13d2613h2_2802a3db6c62_845d286b0d67, 14",
        "t13d2014h2_0123456789ab_0123456789ab, 27",
    })
    void aSafariIsNotForged(String fingerprint, int version) {
        assertThat(forged(SAFARI, version, fingerprint)).isNull();
        assertThat(forged(IPHONE, version, fingerprint)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "t12d1517h2_0123456789ab_0123456789ab, no TLS 1.3",
        "t13d151700_0123456789ab_0123456789ab, no ALPN",
        "t13d3112h2_0123456789ab_0123456789ab, very many ciphers",
        "t13d0317h2_0123456789ab_0123456789ab, hardly any ciphers",
        "t13d1506h2_0123456789ab_0123456789ab, hardly any extensions",
    })
    void whatNoChromiumDoesIsForged(String fingerprint, String why) {
        assertThat(forged(CHROME, 150, fingerprint)).as(why).isEqualTo(Browser.CHROMIUM);
        assertThat(forged(CHROME, 60, fingerprint)).as("too old to be judged").isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "curl/7.88.1",
                "Mozilla/5.0",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0.1938.76 Safari/537.36",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/123.0 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Goanna/6.2 Firefox/102.0 PaleMoon/32.2.0",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/ Safari/537.36",
                "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/110.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/400]",
            })
    void whoSaysNothingThatCanBeJudgedIsNotForged(String agent) {
        assertThat(Browsers.forged(agent, CURL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "t13d1517h2_8daaf6152771_cb7bf5808d9", "t13dxx17h2_8daaf6152771_cb7bf5808d99"})
    void whatIsNoFingerprintIsNoReason(String fingerprint) {
        assertThat(forged(CHROME, 150, fingerprint)).isNull();
    }

    @Test
    void aNumberThatIsTooLongForAVersionIsReadAsFarAsItMayBe() {
        assertThat(Browsers.forged(CHROME.formatted(150).replace("150", "9".repeat(40)), CHROMIUM_NOW))
                .isNull();
        assertThat(Browsers.forged(CHROME.formatted(150).replace("150", "9".repeat(40)), CURL))
                .isEqualTo(Browser.CHROMIUM);
    }

    private static @Nullable Browser forged(String agent, int version, String fingerprint) {
        return Browsers.forged(agent.formatted(version), fingerprint);
    }
}
