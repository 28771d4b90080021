package dev.portcullis.core.forward;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as the origin gets it.
 *
 * <p>Removed: what concerns the client's connection only (RFC 9110 7.6.1), whatever only a proxy may say (X-Forwarded-*,
 * Forwarded, X-Real-IP, Proxy), and names that CGI would fold onto another (RFC 3875 4.1.18). Added after that, so that no
 * Connection field can take it away: Host, X-Forwarded-For, -Proto and -Host, Forwarded (RFC 7239), Via (RFC 9110 7.6.3) and
 * the one framing of the body. Everything else goes on as it came, in its order.
 */
public final class RequestForwarding {

    private static final AsciiString HTTP_1_1 = AsciiString.cached(" HTTP/1.1\r\nHost: ");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For: ");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("\r\nX-Forwarded-Proto: ");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("\r\nX-Forwarded-Host: ");
    private static final AsciiString FORWARDED = AsciiString.cached("\r\nForwarded: ");
    private static final AsciiString VIA_1_1 = AsciiString.cached("\r\nVia: 1.1 portcullis\r\n");
    private static final AsciiString VIA_2_0 = AsciiString.cached("\r\nVia: 2.0 portcullis\r\n");
    private static final AsciiString VIA_3_0 = AsciiString.cached("\r\nVia: 3.0 portcullis\r\n");
    private static final AsciiString VIA_1_0 = AsciiString.cached("\r\nVia: 1.0 portcullis\r\n");
    private static final AsciiString EXPECT = AsciiString.cached("Expect: 100-continue\r\n");
    private static final AsciiString UPGRADE = AsciiString.cached("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final AsciiString CLOSE = AsciiString.cached("Connection: close\r\n");
    private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
    private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
    private static final int ADDED_AT_MOST = 512;

    private final String originAuthority;
    private final boolean keepAlive;

    /**
     * Rewrites for one origin.
     *
     * @param originAuthority the Host of a request that names none, as HTTP/1.0 allows
     * @param keepAlive whether the connection to the origin is kept
     */
    public RequestForwarding(String originAuthority, boolean keepAlive) {
        this.originAuthority = originAuthority;
        this.keepAlive = keepAlive;
    }

    /** How many bytes {@link #write} writes, nearly always at most. */
    public static int sizeHint(RequestHead head) {
        return head.target().originForm().length() + head.fields().maxLength() + ADDED_AT_MOST;
    }

    /** Writes the head, its empty line included. */
    public void write(RequestHead head, Hop hop, ByteBuf out) {
        RequestTarget target = head.target();
        ByteBufUtil.writeAscii(out, head.method());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, target.originForm());
        ByteBufUtil.writeAscii(out, HTTP_1_1);
        String host = target.authority().isEmpty() ? originAuthority : target.authority();
        ByteBufUtil.writeAscii(out, host);
        out.writeShort('\r' << 8 | '\n');
        writeFields(head, hop.trusted(), out);
        writeProvenance(head, hop, host, out);
        if (head.expectsContinue()) {
            ByteBufUtil.writeAscii(out, EXPECT);
        }
        if (head.asksForWebSocket()) {
            ByteBufUtil.writeAscii(out, UPGRADE);
        } else if (!keepAlive) {
            ByteBufUtil.writeAscii(out, CLOSE);
        }
        writeFraming(head, out);
        out.writeShort('\r' << 8 | '\n');
    }

    /** Writes those trailers that may be passed on, of a request whose Connection field nominates these names in lower case. */
    public static void writeTrailers(Fields trailers, Set<String> nominated, ByteBuf out) {
        for (int i = 0; i < trailers.size(); i++) {
            if (trailers.name(i) == FieldName.OTHER
                    && trailers.isPlainName(i)
                    && (nominated.isEmpty() || !nominated.contains(lowerName(trailers, i)))) {
                trailers.writeLine(i, out);
            }
        }
    }

    private static void writeFields(RequestHead head, boolean trusted, ByteBuf out) {
        Fields fields = head.fields();
        Set<String> nominated = head.connection().nominated();
        int from = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (!passes(fields, i, trusted, head.body())
                    || !nominated.isEmpty() && nominated.contains(lowerName(fields, i))) {
                fields.writeLines(from, i, out);
                from = i + 1;
            }
        }
        fields.writeLines(from, fields.size(), out);
    }

    private static boolean passes(Fields fields, int index, boolean trusted, Body body) {
        return switch (fields.name(index)) {
            case OTHER -> fields.isPlainName(index);
            case AUTHORIZATION, CONTENT_TYPE, COOKIE, DATE, REFERER, SET_COOKIE, USER_AGENT, VIA -> true;
            case X_FORWARDED_PORT, X_FORWARDED_PREFIX, X_FORWARDED_SERVER, X_FORWARDED_SSL -> trusted;
            case TRAILER -> body.equals(Body.UNKNOWN);
            case CONNECTION,
                    CONTENT_LENGTH,
                    EXPECT,
                    FORWARDED,
                    HOST,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHENTICATION_INFO,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRANSFER_ENCODING,
                    UPGRADE,
                    X_FORWARDED_FOR,
                    X_FORWARDED_HOST,
                    X_FORWARDED_PROTO,
                    X_REAL_IP -> false;
        };
    }

    private static String lowerName(Fields fields, int index) {
        return AsciiString.of(fields.nameText(index)).toLowerCase().toString();
    }

    private static void writeProvenance(RequestHead head, Hop hop, String host, ByteBuf out) {
        String scheme = believed(head.fields(), FieldName.X_FORWARDED_PROTO, hop, hop.scheme());
        String forwardedHost = believed(head.fields(), FieldName.X_FORWARDED_HOST, hop, host);
        ByteBufUtil.writeAscii(out, FORWARDED_FOR);
        if (!hop.chain().isEmpty()) {
            ByteBufUtil.writeAscii(out, hop.chain());
            out.writeShort(',' << 8 | ' ');
        }
        ByteBufUtil.writeAscii(out, hop.peer());
        ByteBufUtil.writeAscii(out, FORWARDED_PROTO);
        ByteBufUtil.writeAscii(out, scheme);
        ByteBufUtil.writeAscii(out, FORWARDED_HOST);
        ByteBufUtil.writeAscii(out, forwardedHost);
        ByteBufUtil.writeAscii(out, FORWARDED);
        ForwardedField.write(hop, forwardedHost, scheme, out);
        ByteBufUtil.writeAscii(
                out,
                switch (head.version()) {
                    case HTTP_1_0 -> VIA_1_0;
                    case HTTP_1_1 -> VIA_1_1;
                    case HTTP_2 -> VIA_2_0;
                    case HTTP_3 -> VIA_3_0;
                });
    }

    /** What a trusted peer says, if it says it once and soundly; otherwise what is seen here. */
    private static String believed(Fields fields, FieldName name, Hop hop, String seen) {
        if (!hop.trusted()) {
            return seen;
        }
        @Nullable String said = fields.first(name);
        if (said == null || fields.all(name).size() > 1) {
            return seen;
        }
        boolean sound = name == FieldName.X_FORWARDED_PROTO
                ? said.equals("http") || said.equals("https")
                : RequestTarget.isAuthority(said);
        return sound ? said : seen;
    }

    private static void writeFraming(RequestHead head, ByteBuf out) {
        Body body = head.body();
        if (!body.isKnown()) {
            ByteBufUtil.writeAscii(out, CHUNKED);
        } else if (!body.isEmpty() || head.fields().has(FieldName.CONTENT_LENGTH)) {
            ByteBufUtil.writeAscii(out, LENGTH);
            Decimal.write(body.length(), out);
            out.writeShort('\r' << 8 | '\n');
        }
    }
}
