package dev.portcullis.core.http2;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.ConnectionOptions;
import dev.portcullis.core.http.ContentLength;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.Octets;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.RequestRules;
import dev.portcullis.core.http.RequestTarget;
import dev.portcullis.core.settings.Limits;
import io.netty.util.AsciiString;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a header list of HTTP/2 (RFC 9113 8.1 to 8.3) or HTTP/3 (RFC 9114 4) asks for: the head of a request, or trailers. Nothing gets
 * through that HTTP/1.1 could not say, or would say otherwise: what is passed on to the origin is made from the result.
 *
 * <p>One object serves all lists of a connection, one after the other.
 */
public final class RequestList {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> UPGRADE = Set.of("upgrade");

    private final Limits limits;
    private final HttpVersion version;
    private final HeaderList list;
    private boolean tooLarge;

    /**
     * The lists of one connection.
     *
     * @param version what is spoken on it; HTTP/2 can open tunnels for WebSocket (RFC 8441)
     */
    public RequestList(Limits limits, HttpVersion version) {
        this.limits = limits;
        this.version = version;
        this.list = new HeaderList(limits.headerFields());
    }

    /** Begins another list. */
    public void restart() {
        tooLarge = false;
        list.restart();
    }

    /** Adds a field, the last one. */
    public void add(CharSequence name, CharSequence value) {
        list.add(AsciiString.of(name), AsciiString.of(value));
    }

    /** The list is larger than it may be. */
    public void isLarger() {
        tooLarge = true;
    }

    /** What the decoder of HTTP/2 fills. */
    HeaderList fields() {
        return list;
    }

    /**
     * The request that the list asks for.
     *
     * @param ended whether nothing follows
     * @throws StreamException when it is no request
     * @throws MalformedMessageException when it is one, but is refused with a status
     */
    public RequestHead head(boolean ended) throws StreamException, MalformedMessageException {
        requireSound();
        AsciiString method = list.method;
        if (method == null || method.isEmpty()) {
            throw malformed("there is no :method");
        }
        if (list.protocol != null && version == HttpVersion.HTTP_2) {
            return webSocket(method, list.protocol, ended);
        }
        if (list.protocol != null) {
            throw new MalformedMessageException(501, "tunnels are not opened");
        }
        int start = method.arrayOffset();
        int end = start + method.length();
        if (Octets.skip(method.array(), start, end, Octets.TOKEN) != end) {
            throw malformed("the :method is no token");
        }
        String verb = RequestRules.method(method.array(), start, end);
        Fields fields = list.fields();
        RequestRules.refuseAliases(fields);
        Body body = body(fields, ended);
        boolean expectsContinue = RequestRules.expectsContinue(fields) && !body.isEmpty();
        return new RequestHead(
                verb, target(verb, fields), version, fields, ConnectionOptions.of(fields), body, expectsContinue);
    }

    /** Whether the list asks by HEAD, be it a request or not. */
    public boolean asksByHead() {
        return list.method != null && list.method.contentEquals("HEAD");
    }

    /** The trailers that the list holds. */
    public Fields trailers() throws StreamException {
        if (tooLarge || list.isTooLong()) {
            throw new StreamException(ErrorCode.ENHANCE_YOUR_CALM, "the trailers are too large");
        }
        if (!list.fault().isEmpty() || list.hasPseudo()) {
            throw malformed("the trailers are none");
        }
        return list.fields();
    }

    private void requireSound() throws StreamException, MalformedMessageException {
        if (tooLarge || list.isTooLong()) {
            throw new MalformedMessageException(431, "the header list is too large");
        }
        if (!list.fault().isEmpty()) {
            throw malformed(list.fault());
        }
    }

    /** The extended CONNECT (RFC 8441 4) as the Upgrade that HTTP/1.1 asks with (5). */
    private RequestHead webSocket(AsciiString method, AsciiString protocol, boolean ended)
            throws StreamException, MalformedMessageException {
        if (!method.contentEquals("CONNECT") || ended) {
            throw malformed("a :protocol comes without a CONNECT that stays open");
        }
        if (!protocol.contentEquals("websocket")) {
            throw new MalformedMessageException(501, "the protocol is not WebSocket");
        }
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        Fields fields = list.fields().without("sec-websocket-key");
        RequestRules.refuseAliases(fields);
        if (fields.has(FieldName.CONTENT_LENGTH)) {
            throw malformed("a CONNECT has no length");
        }
        return new RequestHead(
                "GET",
                target("GET", fields),
                version,
                fields.with("upgrade", "websocket").with("sec-websocket-key", key),
                new ConnectionOptions(false, false, UPGRADE),
                Body.NONE,
                false);
    }

    private RequestTarget target(String method, Fields fields) throws StreamException, MalformedMessageException {
        AsciiString path = list.path;
        AsciiString scheme = list.scheme;
        if (path == null || path.isEmpty() || scheme == null) {
            throw malformed("there is no :path or no :scheme");
        }
        if (!scheme.contentEqualsIgnoreCase("https") && !scheme.contentEqualsIgnoreCase("http")) {
            throw malformed("the :scheme is neither http nor https");
        }
        if (path.byteAt(0) != '/' && !path.contentEquals("*")) {
            throw malformed("the :path is no path");
        }
        if (path.length() > limits.requestLine()) {
            throw new MalformedMessageException(414, "the :path is too long");
        }
        return RequestTarget.parse(method, path.toString(), host(fields));
    }

    private String host(Fields fields) throws MalformedMessageException {
        @Nullable AsciiString authority = list.authority;
        int index = fields.indexOf(FieldName.HOST, 0);
        if (index >= 0 && fields.indexOf(FieldName.HOST, index + 1) >= 0) {
            throw new MalformedMessageException(400, "there is more than one Host field");
        }
        String host = authority != null ? authority.toString() : index >= 0 ? fields.value(index) : "";
        if (host.isEmpty()) {
            throw new MalformedMessageException(400, "there is neither :authority nor Host");
        }
        if (index >= 0 && !fields.value(index).equalsIgnoreCase(host)) {
            throw new MalformedMessageException(400, "Host is not the :authority");
        }
        return host;
    }

    private static Body body(Fields fields, boolean ended) throws StreamException, MalformedMessageException {
        if (!fields.has(FieldName.CONTENT_LENGTH)) {
            return ended ? Body.NONE : Body.UNKNOWN;
        }
        Body body = Body.of(ContentLength.of(fields, false));
        if (ended && !body.isEmpty()) {
            throw malformed("a length is said, but there is no body");
        }
        return body;
    }

    private static StreamException malformed(String message) {
        return new StreamException(ErrorCode.PROTOCOL_ERROR, message);
    }
}
