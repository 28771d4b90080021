package dev.portcullis.core.http;

/** Reads the Content-Length fields of a message (RFC 9110 8.6). */
public final class ContentLength {

    private static final int MOST_DIGITS = 18;

    private ContentLength() {}

    /**
     * The one length that they give: 1 to 18 digits.
     *
     * @param fields those of the message; there is at least one of this name
     * @param repeatAllowed whether there may be several that say the same
     * @throws MalformedMessageException with status 400 when there is no such length
     */
    public static long of(Fields fields, boolean repeatAllowed) throws MalformedMessageException {
        int index = fields.indexOf(FieldName.CONTENT_LENGTH, 0);
        String value = fields.value(index);
        for (int i = fields.indexOf(FieldName.CONTENT_LENGTH, index + 1);
                i >= 0;
                i = fields.indexOf(FieldName.CONTENT_LENGTH, i + 1)) {
            if (!repeatAllowed || !fields.value(i).equals(value)) {
                throw new MalformedMessageException(400, "there is more than one Content-Length");
            }
        }
        if (value.isEmpty() || value.length() > MOST_DIGITS) {
            throw new MalformedMessageException(400, "the Content-Length has not 1 to 18 digits");
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                throw new MalformedMessageException(400, "the Content-Length is not a number");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }
}
