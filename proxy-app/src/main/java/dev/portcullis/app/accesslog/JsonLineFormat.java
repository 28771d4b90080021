package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the access log as a JSON object, with the fields of Caddy's access log, so that what reads that one reads this, and behind
 * them what Portcullis knows more.
 *
 * <pre>
 * {"level":"info","ts":1795392000.000000,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.7",
 *  "client_ip":"192.0.2.7","proto":"HTTP/1.1","method":"GET","host":"example.org","uri":"/x","headers":{"User-Agent":["agent"],
 *  "Referer":["https://example.org/"]}},"bytes_read":0,"duration":0.154000,"size":1234,"status":200,"resp_headers":{},
 *  "verdict":"pass","rule":"","site":"","origin_time":0.153000,"wait":0.000000,"ending":"served","ja4":""}
 * </pre>
 *
 * <p>Times are seconds, {@code ts} those since 1970 at which the request arrived. {@code remote_ip} is the other end of the connection,
 * {@code client_ip} whom the request is charged to. A status that was never sent is 0, and without a TLS handshake {@code ja4} is empty. Bytes of the request that are not ASCII are
 * written as {@code \}{@code u00hh}. A field of the request that was not sent is an empty text, which Caddy leaves out: readers that
 * want it find it.
 */
final class JsonLineFormat implements LineFormat {

    private static final Escaping ESCAPING = JsonLineFormat::escape;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    @Override
    public void append(StringBuilder line, FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        Instant start = exchange.start();
        line.append("{\"level\":\"info\",\"ts\":").append(start.getEpochSecond());
        micros(line, start.getNano() / 1000);
        line.append(",\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"")
                .append(exchange.peer())
                .append("\",\"client_ip\":\"")
                .append(LineFormat.address(exchange))
                .append('"');
        text(line, "proto", exchange.protocol());
        text(line, "method", exchange.facts().method());
        text(line, "host", exchange.facts().host());
        text(line, "uri", exchange.target());
        line.append(",\"headers\":{\"User-Agent\":[");
        quoted(line, LineFormat.cut(exchange.userAgent()));
        line.append("],\"Referer\":[");
        quoted(line, LineFormat.cut(exchange.referer()));
        line.append("]}},\"bytes_read\":").append(outcome.requestBytes());
        seconds(line, "duration", exchange.totalNanos());
        line.append(",\"size\":").append(outcome.responseBytes());
        line.append(",\"status\":").append(outcome.status()).append(",\"resp_headers\":{}");
        text(line, "verdict", exchange.verdict().action());
        text(line, "rule", exchange.verdict().rule());
        text(line, "site", exchange.facts().site());
        seconds(line, "origin_time", outcome.originNanos());
        seconds(line, "wait", exchange.waitedNanos());
        text(line, "ending", outcome.ending().word());
        text(line, "ja4", exchange.facts().tlsFingerprint());
        line.append("}\n");
    }

    private static void text(StringBuilder line, String name, @Nullable String value) {
        line.append(",\"").append(name).append("\":");
        quoted(line, value == null ? "" : value);
    }

    private static void seconds(StringBuilder line, String name, long nanos) {
        long micros = (nanos + 500) / 1000;
        line.append(",\"").append(name).append("\":").append(micros / 1_000_000);
        micros(line, (int) (micros % 1_000_000));
    }

    /** A point and six digits. */
    private static void micros(StringBuilder line, int micros) {
        line.append('.');
        for (int unit = 100_000; unit > 0; unit /= 10) {
            line.append((char) ('0' + micros / unit % 10));
        }
    }

    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        ESCAPING.append(line, text);
        line.append('"');
    }

    /** RFC 8259 7. */
    private static void escape(StringBuilder line, char c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
            return;
        }
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            line.append(HEX[c >>> shift & 0xF]);
        }
    }
}
