package dev.portcullis.core.http;

import java.util.Locale;

/**
 * What a request asks for (RFC 9112 3.2).
 *
 * @param raw the target as it came
 * @param originForm what is sent to the origin: path and query as they came, without an authority; or {@code *}
 * @param authority host and port asked for, as they came; empty when the request named none
 */
public record RequestTarget(String raw, String originForm, String authority) {

    /** The authority's host in lower case, without port and without the dot that may end a name; empty when there is none. */
    public String host() {
        int end = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        end = end < 0 ? authority.length() : end;
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** The path as it came, without the query. */
    public String rawPath() {
        int query = originForm.indexOf('?');
        return query < 0 ? originForm : originForm.substring(0, query);
    }

    /** The query as it came; empty when there is none. */
    public String query() {
        int query = originForm.indexOf('?');
        return query < 0 ? "" : originForm.substring(query + 1);
    }

    /**
     * Reads a target.
     *
     * @param method the request's method
     * @param raw the target: visible ASCII only
     * @param host the Host field's value; empty when there is none
     * @throws MalformedMessageException when the target or the host is none, or does not fit the method
     */
    public static RequestTarget parse(String method, String raw, String host) throws MalformedMessageException {
        if (!host.isEmpty() && !isAuthority(host)) {
            throw new MalformedMessageException(400, "the Host field is not a host");
        }
        if (raw.indexOf('#') >= 0) {
            throw new MalformedMessageException(400, "the target has a fragment");
        }
        if (raw.startsWith("/")) {
            return new RequestTarget(raw, raw, host);
        }
        if (raw.equals("*")) {
            if (!method.equals("OPTIONS")) {
                throw new MalformedMessageException(400, "only OPTIONS may ask for *");
            }
            return new RequestTarget(raw, raw, host);
        }
        return absolute(method, raw);
    }

    private static RequestTarget absolute(String method, String raw) throws MalformedMessageException {
        int start;
        if (raw.regionMatches(true, 0, "http://", 0, 7)) {
            start = 7;
        } else if (raw.regionMatches(true, 0, "https://", 0, 8)) {
            start = 8;
        } else {
            throw new MalformedMessageException(400, "the target is neither a path nor an http URI");
        }
        int end = start;
        while (end < raw.length() && raw.charAt(end) != '/' && raw.charAt(end) != '?') {
            end++;
        }
        String authority = raw.substring(start, end);
        if (!isAuthority(authority)) {
            throw new MalformedMessageException(400, "the target's authority is not a host");
        }
        String rest = raw.substring(end);
        if (rest.isEmpty()) {
            rest = method.equals("OPTIONS") ? "*" : "/";
        } else if (rest.startsWith("?")) {
            rest = "/" + rest;
        }
        return new RequestTarget(raw, rest, authority);
    }

    /** Whether it is a host with an optional port: a name of letters, digits and {@code . - _}, or an IPv6 literal. */
    public static boolean isAuthority(String text) {
        int portAt;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 3 || !isIpv6Text(text, 1, close)) {
                return false;
            }
            portAt = close + 1;
        } else {
            portAt = text.indexOf(':');
            portAt = portAt < 0 ? text.length() : portAt;
            if (portAt == 0 || portAt > 255 || !isName(text, portAt)) {
                return false;
            }
        }
        return portAt == text.length() || text.charAt(portAt) == ':' && isPort(text, portAt + 1);
    }

    private static boolean isName(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.' && i > 0 && text.charAt(i - 1) != '.';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6Text(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String text, int start) {
        int digits = text.length() - start;
        if (digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535;
    }
}
