package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A line of the access log: Apache's combined format, followed by what Portcullis knows more, as {@code key=value}.
 *
 * <pre>
 * 192.0.2.7 - - [23/Nov/2026:00:00:00 +0000] "GET /x HTTP/1.1" 200 1234 "-" "agent" verdict=pass rule=- origin=0.153 wait=0.000 total=0.154 ending=served
 * </pre>
 *
 * <p>The address is that of the client, exactly; behind a trusted proxy, where only the client's IPv6 prefix is known, its
 * first address. A status that was never sent is {@code 000}, so that readers which want three digits stay content. Times
 * are seconds: {@code wait} is how long the request waited for a place at the origin, and no part of {@code origin}. What a client sent is escaped as Apache escapes it, so that no line can be forged and no terminal be
 * commanded. Of a long User-Agent or Referer the first 512 characters are written.
 *
 * <p>Remembers the text of the last second; not safe between threads.
 */
final class AccessLogFormat implements LineFormat {

    private static final Escaping ESCAPING = AccessLogFormat::escape;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final ZoneId zone;
    private long lastSecond = Long.MIN_VALUE;
    private String lastTime = "";

    /** Lines whose times are those of {@code zone}. */
    AccessLogFormat(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public void append(StringBuilder line, FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        line.append(LineFormat.address(exchange))
                .append(" - - [")
                .append(time(exchange.start()))
                .append("] \"");
        request(line, exchange);
        line.append("\" ");
        status(line, outcome.status());
        line.append(' ');
        if (outcome.responseBytes() == 0) {
            line.append('-');
        } else {
            line.append(outcome.responseBytes());
        }
        line.append(' ');
        quoted(line, LineFormat.cut(exchange.referer()));
        line.append(' ');
        quoted(line, LineFormat.cut(exchange.userAgent()));
        line.append(" verdict=").append(exchange.verdict().action());
        String rule = exchange.verdict().rule();
        line.append(" rule=").append(rule == null ? "-" : rule);
        seconds(line.append(" origin="), outcome.originNanos());
        seconds(line.append(" wait="), exchange.waitedNanos());
        seconds(line.append(" total="), exchange.totalNanos());
        line.append(" ending=").append(outcome.ending().word()).append('\n');
    }

    private String time(Instant at) {
        if (at.getEpochSecond() != lastSecond) {
            lastSecond = at.getEpochSecond();
            lastTime = TIME.format(at.atZone(zone));
        }
        return lastTime;
    }

    private static void request(StringBuilder line, FinishedExchange exchange) {
        if (exchange.protocol().isEmpty()) {
            line.append('-');
            return;
        }
        ESCAPING.append(line, exchange.facts().method());
        line.append(' ');
        ESCAPING.append(line, exchange.target());
        line.append(' ').append(exchange.protocol());
    }

    private static void status(StringBuilder line, int status) {
        if (status == 0) {
            line.append("000");
        } else {
            line.append(status);
        }
    }

    /** Seconds with three decimals, rounded half up. */
    private static void seconds(StringBuilder line, long nanos) {
        long millis = (nanos + 500_000) / 1_000_000;
        line.append(millis / 1000).append('.');
        long rest = millis % 1000;
        line.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
    }

    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        ESCAPING.append(line, text.isEmpty() ? "-" : text);
        line.append('"');
    }

    private static void escape(StringBuilder line, char c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
        } else if (c <= 0xFF) {
            line.append("\\x").append(HEX[c >>> 4]).append(HEX[c & 0xF]);
        } else {
            line.append('?');
        }
    }
}
