package dev.portcullis.core.http2;

import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.Octets;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A header list as it was decoded: the pseudo-header fields of a request (RFC 9113 8.3.1), the others in their order, and whether all
 * of them keep to RFC 9113 8.2. Crumbs of cookies are put together again (8.2.3).
 *
 * <p>One object serves all lists of a connection, one after the other; the decoder hands it each field by {@link #add}.
 */
final class HeaderList extends DefaultHttp2Headers {

    private static final AsciiString METHOD = AsciiString.cached(":method");
    private static final AsciiString SCHEME = AsciiString.cached(":scheme");
    private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    private static final AsciiString PATH = AsciiString.cached(":path");
    private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    private static final AsciiString COOKIE = AsciiString.cached("cookie");
    private static final byte[] CRUMB = {';', ' '};
    private static final byte[] SEPARATOR = {':', ' '};
    private static final byte[] LINE_END = {'\r', '\n'};

    private final int maxFields;
    private AsciiString[] parts = new AsciiString[32];
    private int count;
    private int cookies;
    private int bytes;
    private boolean regular;
    private String fault = "";

    @Nullable
    AsciiString method;

    @Nullable
    AsciiString scheme;

    @Nullable
    AsciiString authority;

    @Nullable
    AsciiString path;

    @Nullable
    AsciiString protocol;

    HeaderList(int maxFields) {
        super(false, 1);
        this.maxFields = maxFields;
    }

    /** Begins anew. */
    void restart() {
        Arrays.fill(parts, 0, count * 2, null);
        count = 0;
        cookies = 0;
        bytes = 0;
        regular = false;
        fault = "";
        method = null;
        scheme = null;
        authority = null;
        path = null;
        protocol = null;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        AsciiString field = (AsciiString) name;
        AsciiString said = (AsciiString) value;
        if (!field.isEmpty() && field.byteAt(0) == ':') {
            addPseudo(field, said);
        } else {
            regular = true;
            addRegular(field, said);
        }
        return this;
    }

    /** What is wrong with the list; empty when nothing is. */
    String fault() {
        return fault;
    }

    /** Whether there are more fields than may be, crumbs of cookies counted. */
    boolean isTooLong() {
        return count > maxFields;
    }

    /** Whether it has a pseudo-header field. */
    boolean hasPseudo() {
        return method != null || scheme != null || authority != null || path != null || protocol != null;
    }

    private void addPseudo(AsciiString name, AsciiString value) {
        if (regular) {
            fault = "a pseudo-header field comes after another field";
        }
        if (name.equals(PATH)) {
            path = once(path, value);
        } else if (name.equals(METHOD)) {
            method = once(method, value);
        } else if (name.equals(SCHEME)) {
            scheme = once(scheme, value);
        } else if (name.equals(AUTHORITY)) {
            authority = once(authority, value);
        } else if (name.equals(PROTOCOL)) {
            protocol = once(protocol, value);
        } else {
            fault = "a pseudo-header field is not one of a request";
        }
        if (Octets.skip(value.array(), value.arrayOffset(), end(value), Octets.VISIBLE) != end(value)) {
            fault = "a pseudo-header field holds what it can't";
        }
    }

    private AsciiString once(@Nullable AsciiString before, AsciiString value) {
        if (before != null) {
            fault = "a pseudo-header field comes twice";
        }
        return value;
    }

    private void addRegular(AsciiString name, AsciiString value) {
        if (count > maxFields) {
            return;
        }
        if (!isName(name) || !isValue(value)) {
            fault = "a field has a name or a value that it can't have";
            return;
        }
        switch (FieldName.of(name.array(), name.arrayOffset(), end(name))) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE ->
                fault = "a field concerns a connection of HTTP/1";
            case TE -> {
                if (!value.contentEqualsIgnoreCase("trailers")) {
                    fault = "TE says something else than trailers";
                }
            }
            default -> {}
        }
        if (parts.length == count * 2) {
            parts = Arrays.copyOf(parts, count * 4);
        }
        parts[count * 2] = name;
        parts[count * 2 + 1] = value;
        count++;
        bytes += name.length() + value.length();
        if (name.equals(COOKIE)) {
            cookies++;
        }
    }

    private static boolean isName(AsciiString name) {
        byte[] array = name.array();
        int start = name.arrayOffset();
        int end = end(name);
        if (start == end || Octets.skip(array, start, end, Octets.TOKEN) != end) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (array[i] >= 'A' && array[i] <= 'Z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(AsciiString value) {
        byte[] array = value.array();
        int start = value.arrayOffset();
        int end = end(value);
        return start == end
                || Octets.skipValue(array, start, end) == end
                        && !Octets.isBlank(array[start])
                        && !Octets.isBlank(array[end - 1]);
    }

    private static int end(AsciiString text) {
        return text.arrayOffset() + text.length();
    }

    /** The fields that are no pseudo-header fields, and these lines behind them: name, value, name, value. */
    Fields fields(String... added) {
        int extra = Math.max(0, cookies - 1) * CRUMB.length;
        for (String text : added) {
            extra += text.length();
        }
        extra += (count + added.length / 2) * (SEPARATOR.length + LINE_END.length);
        Packing packing = new Packing(bytes + extra);
        boolean cookieDone = false;
        for (int i = 0; i < count; i++) {
            AsciiString name = parts[i * 2];
            if (cookies > 1 && name.equals(COOKIE)) {
                if (!cookieDone) {
                    cookieDone = true;
                    packing.addCookies(i);
                }
            } else {
                packing.add(name, parts[i * 2 + 1]);
            }
        }
        for (int i = 0; i < added.length; i += 2) {
            packing.add(AsciiString.of(added[i]), AsciiString.of(added[i + 1]));
        }
        return packing.fields.build();
    }

    /** Lays fields one behind the other in one array, as lines of HTTP/1.1: so they are sent to the origin in one piece. */
    private final class Packing {

        private final byte[] all;
        private final Fields.Builder fields;
        private int at;

        Packing(int size) {
            all = new byte[size];
            fields = new Fields.Builder(all);
        }

        void add(AsciiString name, AsciiString value) {
            int nameStart = at;
            int valueStart = beginLine(name);
            append(value);
            endLine(nameStart, valueStart);
        }

        void addCookies(int first) {
            int nameStart = at;
            int valueStart = beginLine(COOKIE);
            for (int i = first; i < count; i++) {
                if (parts[i * 2].equals(COOKIE)) {
                    if (at > valueStart) {
                        append(CRUMB);
                    }
                    append(parts[i * 2 + 1]);
                }
            }
            endLine(nameStart, valueStart);
        }

        private int beginLine(AsciiString name) {
            append(name);
            append(SEPARATOR);
            return at;
        }

        private void endLine(int nameStart, int valueStart) {
            int valueEnd = at;
            append(LINE_END);
            fields.add(nameStart, valueStart - SEPARATOR.length, valueStart, valueEnd);
        }

        private void append(AsciiString text) {
            System.arraycopy(text.array(), text.arrayOffset(), all, at, text.length());
            at += text.length();
        }

        private void append(byte[] octets) {
            System.arraycopy(octets, 0, all, at, octets.length);
            at += octets.length;
        }
    }
}
