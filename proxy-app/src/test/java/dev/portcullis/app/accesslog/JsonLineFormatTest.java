package dev.portcullis.app.accesslog;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class JsonLineFormatTest {

    @Test
    void aServedRequestHasCaddysFieldsFollowedByWhatPortcullisKnows() {
        assertThat(line(new FakeExchange().waited(41_500_000).site("shop")))
                .isEqualTo("{\"level\":\"info\",\"ts\":1795392000.000000,\"logger\":\"http.log.access\","
                        + "\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"192.0.2.7\",\"client_ip\":\"192.0.2.7\","
                        + "\"proto\":\"HTTP/1.1\",\"method\":\"GET\",\"host\":\"\",\"uri\":\"/x\",\"headers\":"
                        + "{\"User-Agent\":[\"Mozilla/5.0\"],\"Referer\":[\"https://example.org/\"]}},\"bytes_read\":0,"
                        + "\"duration\":0.154000,\"size\":1234,\"status\":200,\"resp_headers\":{},\"verdict\":\"pass\","
                        + "\"rule\":\"\",\"site\":\"shop\",\"origin_time\":0.153000,\"wait\":0.041500,"
                        + "\"ending\":\"served\",\"ja4\":\"\"}\n");
    }

    @Test
    void aRefusalNamesItsVerdictAndRule() {
        Outcome refused = new Outcome(Ending.REFUSED, 403, 0, 0, 0);

        assertThat(line(new FakeExchange()
                        .verdict(new Verdict.Banned("scanner"))
                        .outcome(refused)))
                .contains("\"status\":403,")
                .contains(",\"verdict\":\"ban\",\"rule\":\"scanner\",")
                .contains(",\"ending\":\"refused\"");
    }

    @Test
    void theFingerprintOfAHandshakeStandsAtTheEnd() {
        assertThat(line(new FakeExchange().shaking("t13d1517h2_8daaf6152771_cb7bf5808d99")))
                .endsWith(",\"ja4\":\"t13d1517h2_8daaf6152771_cb7bf5808d99\"}\n");
    }

    @Test
    void theClientStandsBesideTheProxyThatItCameThrough() {
        IpPrefix client = address("2001:db8:0:1:2:3:4:5").widen(32, 64);

        assertThat(line(new FakeExchange().from(client, address("192.0.2.1"))))
                .contains("\"remote_ip\":\"192.0.2.1\",\"client_ip\":\"2001:db8:0:1::\"");
    }

    @Test
    void whatCouldNotBeReadIsEmpty() {
        assertThat(line(new FakeExchange().requestLine("", "", "").headers(null, null)))
                .contains("\"proto\":\"\",\"method\":\"\",\"host\":\"\",\"uri\":\"\"")
                .contains("\"User-Agent\":[\"\"],\"Referer\":[\"\"]");
    }

    @Test
    void whatAClientSentStaysOneAsciiLineOfJson() {
        String line = line(new FakeExchange()
                .requestLine("GET", "/\"\\\u001b[2J\r\n\u0000", "HTTP/1.1")
                .headers("caf\u00e9", "\"}}\n{"));

        assertThat(line)
                .contains("\"uri\":\"/\\\"\\\\\\u001b[2J\\u000d\\u000a\\u0000\"")
                .contains("[\"caf\\u00e9\"]")
                .matches("\\p{Print}+\n");
        assertThat(JsonObject.parse(line).text("ending")).isEqualTo("served");
    }

    @Test
    void aLongUserAgentAndRefererAreCut() {
        String longText = "a".repeat(512);

        assertThat(line(new FakeExchange().headers(longText + "b", longText + "c")))
                .contains("\"User-Agent\":[\"" + longText + "\"],\"Referer\":[\"" + longText + "\"]");
    }

    private static String line(FakeExchange exchange) {
        StringBuilder line = new StringBuilder();
        LogFormat.JSON.lines(ZoneOffset.UTC).append(line, exchange);
        return line.toString();
    }
}
