package dev.portcullis.core.http;

/** Reads the Cookie fields of a request (RFC 6265 4.2). */
public final class Cookies {

    private Cookies() {}

    /** The value of the first cookie of this name, without quotes taken off; empty when there is none. */
    public static String value(Fields fields, String name) {
        for (int i = fields.indexOf(FieldName.COOKIE, 0); i >= 0; i = fields.indexOf(FieldName.COOKIE, i + 1)) {
            String cookies = fields.value(i);
            for (int start = 0; start < cookies.length(); ) {
                int semicolon = cookies.indexOf(';', start);
                int end = semicolon < 0 ? cookies.length() : semicolon;
                int equals = cookies.indexOf('=', start);
                if (equals >= 0
                        && equals < end
                        && cookies.substring(start, equals).strip().equals(name)) {
                    return cookies.substring(equals + 1, end).strip();
                }
                start = end + 1;
            }
        }
        return "";
    }
}
