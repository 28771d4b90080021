package dev.portcullis.core.reply;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.rules.api.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that Portcullis gives itself: a status, one short page that says in plain words what happened, and no internals.
 * Its bytes are made once: refusing must stay cheap when that is all there is to do.
 */
public final class Reply {

    private static final Fields COMMON =
            Fields.EMPTY.with("Content-Type", "text/html; charset=utf-8").with("Cache-Control", "no-store");
    private static final Reply FORBIDDEN = new Reply(403, "Forbidden", "This request was refused.");
    private static final String CODE = "XXXX-XXXX";
    private static final Reply BANNED = new Reply(
            403,
            "Forbidden",
            "This request was refused. If that is a mistake, please tell the people who run this site this code: <b>"
                    + CODE + "</b>");
    private static final int CODE_AT = new String(BANNED.page, StandardCharsets.US_ASCII).indexOf(CODE);
    private static final Reply MISDIRECTED =
            new Reply(421, "Misdirected Request", "There is no site of this name here.");
    private static final Reply BAD_GATEWAY =
            new Reply(502, "Bad Gateway", "The site can't be reached just now. Please try again soon.");
    private static final Reply GATEWAY_TIMEOUT =
            new Reply(504, "Gateway Timeout", "The site takes too long to answer just now. Please try again soon.");

    private final int status;
    private final String reason;
    private final Fields fields;
    private final byte[] beforeDate;
    private final byte[] afterDate;
    private final byte[] page;

    private Reply(int status, String reason, String text) {
        this(status, reason, text, "", "");
    }

    /** A reply with one more field, if its name is not empty. */
    private Reply(int status, String reason, String text, String name, String value) {
        this.status = status;
        this.reason = reason;
        this.page = ascii("<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + reason + "</title>\n<h1>" + reason
                + "</h1>\n<p>" + text + "</p>\n</html>\n");
        this.beforeDate = ascii("HTTP/1.1 " + status + " " + reason + "\r\nDate: ");
        Fields common = COMMON.with("Content-Length", Integer.toString(page.length));
        this.fields = name.isEmpty() ? common : common.with(name, value);
        this.afterDate = ascii("\r\n" + lines(fields));
    }

    /** A reply that is a text. */
    private Reply(byte[] text) {
        this.status = 200;
        this.reason = "OK";
        this.page = text;
        this.beforeDate = ascii("HTTP/1.1 200 OK\r\nDate: ");
        this.fields = Fields.EMPTY
                .with("Content-Type", "text/plain")
                .with("Cache-Control", "no-store")
                .with("Content-Length", Integer.toString(page.length));
        this.afterDate = ascii("\r\n" + lines(fields));
    }

    /** A reply of the same length with another page. */
    private Reply(Reply like, byte[] page) {
        this.status = like.status;
        this.reason = like.reason;
        this.fields = like.fields;
        this.beforeDate = like.beforeDate;
        this.afterDate = like.afterDate;
        this.page = page;
    }

    /** What a banned client gets; {@code code} leads the administrator to the ban. */
    private static Reply banned(String code) {
        if (code.length() != CODE.length()) {
            return FORBIDDEN;
        }
        byte[] page = BANNED.page.clone();
        System.arraycopy(ascii(code), 0, page, CODE_AT, code.length());
        return new Reply(BANNED, page);
    }

    /** What a client gets for a verdict that does not forward its request; null when the connection is just closed. */
    public static @Nullable Reply to(Verdict verdict, BanReply banReply) {
        if (verdict instanceof Verdict.Throttle throttle) {
            return new Reply(
                    429,
                    "Too Many Requests",
                    "That was too much at once. Please try again in a moment.",
                    "Retry-After",
                    Integer.toString(throttle.retryAfterSeconds()));
        }
        if (verdict instanceof Verdict.Drop || (verdict instanceof Verdict.Banned && banReply == BanReply.DROP)) {
            return null;
        }
        return verdict instanceof Verdict.Banned banned ? banned(banned.code()) : FORBIDDEN;
    }

    /** What a client gets for a request that breaks the protocol or a limit. */
    public static Reply malformed(int status) {
        return switch (status) {
            case 405 ->
                new Reply(
                        405,
                        "Method Not Allowed",
                        "This method is not served here.",
                        "Allow",
                        "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
            case 408 -> new Reply(408, "Request Timeout", "The request took too long to arrive.");
            case 413 -> new Reply(413, "Content Too Large", "The request is too large.");
            case 414 -> new Reply(414, "URI Too Long", "The address asked for is too long.");
            case 417 -> new Reply(417, "Expectation Failed", "The request expects what can't be done.");
            case 431 -> new Reply(431, "Request Header Fields Too Large", "The request's header is too large.");
            case 501 -> new Reply(501, "Not Implemented", "The request is encoded in a way that is not served.");
            case 505 -> new Reply(505, "HTTP Version Not Supported", "This version of HTTP is not served.");
            default -> new Reply(400, "Bad Request", "The request could not be understood.");
        };
    }

    /** What a client gets that is to ask for the same elsewhere, with the same method (RFC 9110 15.4.9). */
    public static Reply redirect(String location) {
        return new Reply(308, "Permanent Redirect", "This site is served by https.", "Location", location);
    }

    /** 200 and a text. */
    public static Reply plain(byte[] text) {
        return new Reply(text);
    }

    /** What a client gets that names a host which no site serves (RFC 9110 15.5.20). */
    public static Reply misdirected() {
        return MISDIRECTED;
    }

    /** What a client gets when the origin has no time for its request (RFC 9110 15.6.4). */
    public static Reply busy(int retryAfterSeconds) {
        return new Reply(
                503,
                "Service Unavailable",
                "The site is very busy just now. Please try again in a moment.",
                "Retry-After",
                Integer.toString(retryAfterSeconds));
    }

    /** What a client gets when the origin can't be reached or answers nonsense. */
    public static Reply badGateway() {
        return BAD_GATEWAY;
    }

    /** What a client gets when the origin does not answer in time. */
    public static Reply gatewayTimeout() {
        return GATEWAY_TIMEOUT;
    }

    /** 200, 308, or 400 to 599. */
    public int status() {
        return status;
    }

    /** Bytes of the page. */
    public int pageLength() {
        return page.length;
    }

    /** Its head, for a codec that has no lines; {@code date} as {@link #write}. */
    public ResponseHead head(String date) {
        Fields all = fields.with("Date", date);
        return new ResponseHead(
                status, reason, HttpVersion.HTTP_1_1, all, ConnectionOptions.of(all), Body.of(page.length));
    }

    /** Its page, which its head announces. */
    public ByteBuf page() {
        return Unpooled.wrappedBuffer(page);
    }

    /** How many bytes {@link #write} writes, nearly always at most. */
    public int sizeHint() {
        return beforeDate.length + afterDate.length + page.length + 80;
    }

    /**
     * Writes it as HTTP/1.1.
     *
     * @param date the value of the Date field (RFC 9110 6.6.1)
     * @param connection a Connection field's value; empty for none
     * @param withPage whether the page is written too: not for HEAD
     */
    public void write(String date, String connection, boolean withPage, ByteBuf out) {
        out.writeBytes(beforeDate);
        ByteBufUtil.writeAscii(out, date);
        out.writeBytes(afterDate);
        if (!connection.isEmpty()) {
            ByteBufUtil.writeAscii(out, "Connection: ");
            ByteBufUtil.writeAscii(out, connection);
            out.writeShort('\r' << 8 | '\n');
        }
        out.writeShort('\r' << 8 | '\n');
        if (withPage) {
            out.writeBytes(page);
        }
    }

    private static String lines(Fields fields) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            lines.append(fields.nameText(i))
                    .append(": ")
                    .append(fields.value(i))
                    .append("\r\n");
        }
        return lines.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
