package dev.portcullis.core.http;

/**
 * The head of a response that has passed every check.
 *
 * @param status 100 to 599
 * @param reason the reason phrase as it came, perhaps empty
 * @param version the version it came in
 * @param fields the fields as they came
 * @param connection what the Connection field says
 * @param body how long the body is that follows
 */
public record ResponseHead(
        int status, String reason, HttpVersion version, Fields fields, ConnectionOptions connection, Body body) {

    /** What lets a client send the body that it holds back (RFC 9110 15.2.1). */
    public static final ResponseHead CONTINUE = new ResponseHead(
            100, "Continue", HttpVersion.HTTP_1_1, Fields.EMPTY, ConnectionOptions.of(Fields.EMPTY), Body.NONE);

    /** Whether it switches to WebSocket (RFC 6455 4.2.2). */
    public boolean switchesToWebSocket() {
        return status == 101
                && connection.nominated().contains("upgrade")
                && fields.all(FieldName.UPGRADE).stream().allMatch("websocket"::equalsIgnoreCase)
                && fields.has(FieldName.UPGRADE);
    }

    /** The same head with one more field, the last one. */
    public ResponseHead with(String name, String value) {
        return new ResponseHead(status, reason, version, fields.with(name, value), connection, body);
    }

    /** The same head with these fields, which say the same of the connection and the body. */
    public ResponseHead with(Fields others) {
        return new ResponseHead(status, reason, version, others, connection, body);
    }

    /** Whether another head follows (RFC 9110 15.2). */
    public boolean isInformational() {
        return status < 200;
    }
}
