package dev.portcullis.app.accesslog;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AccessLogFormatTest {

    @Test
    void aServedRequestIsACombinedLineFollowedByWhatPortcullisKnows() {
        assertThat(line(new FakeExchange()))
                .isEqualTo("192.0.2.7 - - [23/Nov/2026:00:00:00 +0000] \"GET /x HTTP/1.1\" 200 1234"
                        + " \"https://example.org/\" \"Mozilla/5.0\""
                        + " verdict=pass rule=- origin=0.153 wait=0.000 total=0.154 ending=served\n");
    }

    @Test
    void timesAreThoseOfTheZoneWithItsOffset() {
        StringBuilder line = new StringBuilder();
        new AccessLogFormat(ZoneId.of("Asia/Kolkata")).append(line, new FakeExchange());

        assertThat(line).contains("[23/Nov/2026:05:30:00 +0530]");
    }

    @Test
    void aRefusalNamesItsVerdictAndRule() {
        Outcome refused = new Outcome(Ending.REFUSED, 403, 0, 0, 0);

        assertThat(line(new FakeExchange()
                        .verdict(new Verdict.Banned("scanner"))
                        .outcome(refused)))
                .contains(" 403 - ")
                .endsWith(" verdict=ban rule=scanner origin=0.000 wait=0.000 total=0.001 ending=refused\n");
    }

    @Test
    void aStatusThatWasNeverSentHasThreeDigitsToo() {
        Outcome gone = new Outcome(Ending.CLIENT_GONE, 0, 0, 0, 1_234_567_890);

        assertThat(line(new FakeExchange().outcome(gone)))
                .contains("\" 000 - \"")
                .endsWith(" origin=1.235 wait=0.000 total=1.236 ending=client-gone\n");
    }

    @Test
    void howLongARequestWaitedForTheOriginIsToldApart() {
        assertThat(line(new FakeExchange().waited(41_500_000))).contains(" origin=0.153 wait=0.042 total=");
    }

    @Test
    void aRequestLineThatCouldNotBeReadIsADash() {
        assertThat(line(new FakeExchange().requestLine("", "", "").headers(null, null)))
                .contains("] \"-\" 200 1234 \"-\" \"-\" verdict=");
    }

    @Test
    void anIpv6ClientWhoConnectsHimselfIsLoggedByHisOwnAddress() {
        IpPrefix peer = address("2001:db8:0:1:2:3:4:5");

        assertThat(line(new FakeExchange().from(peer.widen(32, 64), peer))).startsWith("2001:db8:0:1:2:3:4:5 - - ");
    }

    @Test
    void anIpv6ClientBehindATrustedProxyIsLoggedByTheFirstAddressOfHisPrefix() {
        IpPrefix client = address("2001:db8:0:1:2:3:4:5").widen(32, 64);

        assertThat(line(new FakeExchange().from(client, address("192.0.2.1")))).startsWith("2001:db8:0:1:: - - ");
    }

    @Test
    void anIpv4ClientBehindATrustedProxyIsLoggedInThePlaceOfTheProxy() {
        assertThat(line(new FakeExchange().from(address("198.51.100.9"), address("192.0.2.1"))))
                .startsWith("198.51.100.9 - - ");
    }

    @Test
    void whatAClientSentCanNeitherForgeALineNorCommandATerminal() {
        FakeExchange hostile = new FakeExchange()
                .requestLine("GET", "/\"\\\u001b[2J", "HTTP/1.1")
                .headers("a\r\nb\u0000", "\u007f\u009b caf\u00e9 \u0100");

        assertThat(line(hostile))
                .contains("\"GET /\\\"\\\\\\x1b[2J HTTP/1.1\"")
                .contains("\"a\\x0d\\x0ab\\x00\" \"\\x7f\\x9b caf\\xe9 ?\"")
                .matches("\\p{Print}+\n");
    }

    @Test
    void aLongUserAgentAndRefererAreCut() {
        String longText = "a".repeat(512);

        assertThat(line(new FakeExchange().headers(longText + "b", longText + "c")))
                .contains(" \"" + longText + "\" \"" + longText + "\" verdict=");
    }

    private static String line(FakeExchange exchange) {
        StringBuilder line = new StringBuilder();
        new AccessLogFormat(ZoneOffset.UTC).append(line, exchange);
        return line.toString();
    }
}
