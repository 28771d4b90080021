package dev.portcullis.core.forward;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The head of a response as an HTTP/1 client gets it: without what concerns the origin's connection only (RFC 9110 7.6.1),
 * with the one framing of its body. Everything else goes on as it came, in its order.
 */
public final class ResponseForwarding {

    private static final AsciiString HTTP_1_1 = AsciiString.cached("HTTP/1.1 ");
    private static final AsciiString CLOSE = AsciiString.cached("Connection: close\r\n");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("Connection: keep-alive\r\n");
    private static final AsciiString UPGRADE = AsciiString.cached("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    private static final AsciiString CHUNKED = AsciiString.cached("Transfer-Encoding: chunked\r\n");
    private static final AsciiString LENGTH = AsciiString.cached("Content-Length: ");
    private static final int ADDED_AT_MOST = 128;

    private ResponseForwarding() {}

    /** How a body is framed for the client. */
    public enum Framing {
        /** There is no body. */
        NONE,
        /** Content-Length says where it ends. */
        LENGTH,
        /** In chunks. */
        CHUNKED,
        /** The connection's end is its end: HTTP/1.0 knows no other way when the length is unknown. */
        CLOSE;

        /** The framing of a body for a client of this version. */
        public static Framing of(Body body, HttpVersion version) {
            if (body.isEmpty()) {
                return NONE;
            }
            if (body.isKnown()) {
                return LENGTH;
            }
            return version == HttpVersion.HTTP_1_0 ? CLOSE : CHUNKED;
        }
    }

    /** What the client is told of the connection. */
    public enum Persistence {
        /** Nothing: HTTP/1.1 keeps it. */
        DEFAULT,
        /** It is kept, for an HTTP/1.0 client that asked. */
        KEEP_ALIVE,
        /** It is closed after this response. */
        CLOSE,
        /** It speaks WebSocket from here on. */
        UPGRADE
    }

    /** How many bytes {@link #write} writes, nearly always at most. */
    public static int sizeHint(ResponseHead head) {
        return head.fields().maxLength() + ADDED_AT_MOST;
    }

    /** Writes the head, its empty line included. */
    public static void write(ResponseHead head, Framing framing, Persistence persistence, ByteBuf out) {
        ByteBufUtil.writeAscii(out, HTTP_1_1);
        Decimal.write(head.status(), out);
        out.writeByte(' ');
        out.writeCharSequence(head.reason(), StandardCharsets.ISO_8859_1);
        out.writeShort('\r' << 8 | '\n');
        Fields fields = head.fields();
        int from = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (!passes(head, i, framing)) {
                fields.writeLines(from, i, out);
                from = i + 1;
            }
        }
        fields.writeLines(from, fields.size(), out);
        writeFraming(head, framing, out);
        switch (persistence) {
            case DEFAULT -> {}
            case KEEP_ALIVE -> ByteBufUtil.writeAscii(out, KEEP_ALIVE);
            case CLOSE -> ByteBufUtil.writeAscii(out, CLOSE);
            case UPGRADE -> ByteBufUtil.writeAscii(out, UPGRADE);
        }
        out.writeShort('\r' << 8 | '\n');
    }

    /** Writes those trailers that may be passed on, of a response whose Connection field nominates these names in lower case. */
    public static void writeTrailers(Fields trailers, Set<String> nominated, ByteBuf out) {
        for (int i = 0; i < trailers.size(); i++) {
            if (passesTrailer(trailers, i, nominated)) {
                trailers.writeLine(i, out);
            }
        }
    }

    /** Whether a field of the head is for the client. */
    public static boolean passes(ResponseHead head, int index, Framing framing) {
        Fields fields = head.fields();
        return passes(fields.name(index), framing)
                && !isNominated(fields, index, head.connection().nominated());
    }

    /** Whether one of the trailers is for the client; {@code nominated} as {@link #writeTrailers}. */
    public static boolean passesTrailer(Fields trailers, int index, Set<String> nominated) {
        return trailers.name(index) == FieldName.OTHER && !isNominated(trailers, index, nominated);
    }

    /**
     * The length that the client is told; -1 for none. A response without a body says the length it would have had if it answers
     * HEAD or is a 304, as the origin said it; a 204 and a 1xx say none (RFC 9110 8.6).
     */
    public static long length(ResponseHead head, Framing framing) {
        return switch (framing) {
            case NONE -> {
                Fields fields = head.fields();
                boolean said = fields.has(FieldName.CONTENT_LENGTH) && head.status() >= 200 && head.status() != 204;
                yield said ? Long.parseLong(fields.value(fields.indexOf(FieldName.CONTENT_LENGTH, 0))) : -1;
            }
            case LENGTH -> head.body().length();
            case CHUNKED, CLOSE -> -1;
        };
    }

    private static boolean isNominated(Fields fields, int index, Set<String> nominated) {
        return !nominated.isEmpty() && nominated.contains(fields.nameText(index).toLowerCase(Locale.ROOT));
    }

    private static boolean passes(FieldName name, Framing framing) {
        return switch (name) {
            case CONNECTION,
                    CONTENT_LENGTH,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHENTICATION_INFO,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRANSFER_ENCODING,
                    UPGRADE -> false;
            case TRAILER -> framing == Framing.CHUNKED;
            case OTHER,
                    AUTHORIZATION,
                    CONTENT_TYPE,
                    COOKIE,
                    DATE,
                    EXPECT,
                    FORWARDED,
                    HOST,
                    PROXY,
                    REFERER,
                    SET_COOKIE,
                    USER_AGENT,
                    VIA,
                    X_FORWARDED_FOR,
                    X_FORWARDED_HOST,
                    X_FORWARDED_PORT,
                    X_FORWARDED_PREFIX,
                    X_FORWARDED_PROTO,
                    X_FORWARDED_SERVER,
                    X_FORWARDED_SSL,
                    X_REAL_IP -> true;
        };
    }

    private static void writeFraming(ResponseHead head, Framing framing, ByteBuf out) {
        if (framing == Framing.CHUNKED) {
            ByteBufUtil.writeAscii(out, CHUNKED);
        }
        long length = length(head, framing);
        if (length >= 0) {
            ByteBufUtil.writeAscii(out, LENGTH);
            Decimal.write(length, out);
            out.writeShort('\r' << 8 | '\n');
        }
    }
}
