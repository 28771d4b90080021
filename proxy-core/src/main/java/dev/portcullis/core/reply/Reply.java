package dev.portcullis.core.reply;

import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.rules.api.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that Portcullis gives itself: a status, one short page that says in plain words what happened, and no internals.
 *
 * @param status 400 to 599
 * @param reason the reason phrase
 * @param field one more field line such as {@code Retry-After: 5}; empty for none
 * @param page the page, HTML in ASCII
 */
public record Reply(int status, String reason, String field, String page) {

    private static final Reply FORBIDDEN = page(403, "Forbidden", "This request was refused.");

    private static Reply page(int status, String reason, String text) {
        return page(status, reason, "", text);
    }

    private static Reply page(int status, String reason, String field, String text) {
        String html = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + reason + "</title>\n<h1>" + reason
                + "</h1>\n<p>" + text + "</p>\n</html>\n";
        return new Reply(status, reason, field, html);
    }

    /** What a client gets for a verdict that does not forward its request; null when the connection is just closed. */
    public static @Nullable Reply to(Verdict verdict, BanReply banReply) {
        if (verdict instanceof Verdict.Throttle throttle) {
            return page(
                    429,
                    "Too Many Requests",
                    "Retry-After: " + throttle.retryAfterSeconds(),
                    "That was too much at once. Please try again in a moment.");
        }
        if (verdict instanceof Verdict.Drop || verdict instanceof Verdict.Banned && banReply == BanReply.DROP) {
            return null;
        }
        return FORBIDDEN;
    }

    /** What a client gets for a request that breaks the protocol or a limit. */
    public static Reply malformed(int status) {
        return switch (status) {
            case 405 ->
                page(
                        405,
                        "Method Not Allowed",
                        "Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
                        "This method is not served here.");
            case 408 -> page(408, "Request Timeout", "The request took too long to arrive.");
            case 413 -> page(413, "Content Too Large", "The request is too large.");
            case 414 -> page(414, "URI Too Long", "The address asked for is too long.");
            case 417 -> page(417, "Expectation Failed", "The request expects what can't be done.");
            case 431 -> page(431, "Request Header Fields Too Large", "The request's header is too large.");
            case 501 -> page(501, "Not Implemented", "The request is encoded in a way that is not served.");
            case 505 -> page(505, "HTTP Version Not Supported", "This version of HTTP is not served.");
            default -> page(400, "Bad Request", "The request could not be understood.");
        };
    }

    /** What a client gets when the origin can't be reached or answers nonsense. */
    public static Reply badGateway() {
        return Gateway.BAD;
    }

    /** What a client gets when the origin does not answer in time. */
    public static Reply gatewayTimeout() {
        return Gateway.TIMEOUT;
    }

    /**
     * Writes it as HTTP/1.1.
     *
     * @param date the value of the Date field (RFC 9110 6.6.1)
     * @param connection a Connection field's value; empty for none
     * @param withPage whether the page is written too: not for HEAD
     */
    public void write(String date, String connection, boolean withPage, ByteBuf out) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason);
        head.append("\r\nDate: ").append(date);
        head.append("\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: ");
        head.append(page.length()).append("\r\n");
        if (!field.isEmpty()) {
            head.append(field).append("\r\n");
        }
        if (!connection.isEmpty()) {
            head.append("Connection: ").append(connection).append("\r\n");
        }
        head.append("\r\n");
        out.writeCharSequence(head, StandardCharsets.US_ASCII);
        if (withPage) {
            ByteBufUtil.writeAscii(out, page);
        }
    }

    private static final class Gateway {
        static final Reply BAD = page(502, "Bad Gateway", "The site can't be reached just now. Please try again soon.");
        static final Reply TIMEOUT =
                page(504, "Gateway Timeout", "The site takes too long to answer just now. Please try again soon.");
    }
}
