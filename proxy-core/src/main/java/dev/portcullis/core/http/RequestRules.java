package dev.portcullis.core.http;

import java.nio.charset.StandardCharsets;

/** What is asked of every request, whichever codec it came by, so that it means one thing to whoever reads it. */
public final class RequestRules {

    private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    private RequestRules() {}

    /** The method that these bytes, a token, spell. Throws with status 405 when it is one that no proxy of this kind serves. */
    public static String method(byte[] bytes, int start, int end) throws MalformedMessageException {
        for (String method : METHODS) {
            if (method.length() == end - start && Octets.agree(bytes, start, end, method)) {
                return method;
            }
        }
        String method = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw new MalformedMessageException(405, method + " is not served");
        }
        return method;
    }

    /**
     * Whether the client waits for 100 before it sends the body (RFC 9110 10.1.1). Throws with status 417 when it expects anything
     * else.
     */
    public static boolean expectsContinue(Fields fields) throws MalformedMessageException {
        if (!fields.has(FieldName.EXPECT)) {
            return false;
        }
        for (String value : fields.all(FieldName.EXPECT)) {
            if (!value.equalsIgnoreCase("100-continue")) {
                throw new MalformedMessageException(417, "the expectation is not 100-continue");
            }
        }
        return true;
    }

    /** Refuses names that pass for a name of consequence where CGI turns other characters into {@code _}. */
    public static void refuseAliases(Fields fields) throws MalformedMessageException {
        if (fields.hasPlainNamesOnly()) {
            return;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.name(i) == FieldName.OTHER && !fields.isPlainName(i)) {
                byte[] meant =
                        fields.nameText(i).replaceAll("[^A-Za-z0-9]", "-").getBytes(StandardCharsets.ISO_8859_1);
                if (FieldName.of(meant, 0, meant.length) != FieldName.OTHER) {
                    throw new MalformedMessageException(400, "a field's name passes for another");
                }
            }
        }
    }
}
