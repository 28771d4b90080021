package dev.portcullis.core.http;

/**
 * The head of a request that has passed every check: it has one meaning to whoever reads it.
 *
 * @param method the method, a token (RFC 9110 9.1)
 * @param target the target as it came, and what it says
 * @param version the version it came in
 * @param fields the fields as they came
 * @param connection what the Connection field says
 * @param body how long the body is
 * @param expectsContinue whether the client waits for 100 before it sends the body (RFC 9110 10.1.1)
 */
public record RequestHead(
        String method,
        RequestTarget target,
        HttpVersion version,
        Fields fields,
        ConnectionOptions connection,
        Body body,
        boolean expectsContinue) {

    /**
     * Whether it asks to switch to WebSocket (RFC 6455 4.1); no other protocol is ever switched to. What HTTP/2 says in another way (RFC 8441)
     * its codec writes so.
     */
    public boolean asksForWebSocket() {
        return fields.has(FieldName.UPGRADE)
                && method.equals("GET")
                && version != HttpVersion.HTTP_1_0
                && body.isEmpty()
                && connection.nominated().contains("upgrade")
                && fields.all(FieldName.UPGRADE).stream().allMatch("websocket"::equalsIgnoreCase);
    }

    /**
     * Whether the client would take an answer of this status for the open tunnel that it asked for, although it is none: over HTTP/2 that is
     * any 2xx (RFC 8441 5), and a page that knows nothing of WebSocket answers so.
     */
    public boolean takesForTunnel(int status) {
        return version == HttpVersion.HTTP_2 && status / 100 == 2 && asksForWebSocket();
    }

    /** The same head with these fields, which say the same of the connection and the body. */
    public RequestHead with(Fields others) {
        return new RequestHead(method, target, version, others, connection, body, expectsContinue);
    }

    /** The same head of a request that turned out to have no body. */
    public RequestHead withoutBody() {
        return new RequestHead(method, target, version, fields, connection, Body.NONE, false);
    }

    /** Whether sending it twice has the effect of sending it once (RFC 9110 9.2.2), so that it may be tried again. */
    public boolean isIdempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }
}
