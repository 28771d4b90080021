package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.core.settings.Listener;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where something listens: addresses with ports, and sockets of the file system. Nothing is looked up. */
final class Endpoints {

    /** Where to listen: an address and a port, a port alone for every address. Port 0 lets the system choose. */
    static final Kind<InetSocketAddress> LISTEN =
            Kind.of("an address and port such as 0.0.0.0:80, [::]:80 or :80", Endpoints::listen);

    /** Where clients connect: as {@link #LISTEN}, perhaps after {@code http://}, {@code https://} or {@code h2c://}. */
    static final Kind<Listener> CLIENTS = Kind.of(
            "an address and port such as 0.0.0.0:80, [::]:80 or :80, perhaps after http:// or https://",
            Endpoints::clients);

    /** A server behind: by its address, by a name that is looked up later, or by its socket in the file system. */
    static final Kind<SocketAddress> SERVER = Kind.of(
            "http:// or https://, a host and perhaps a port, such as http://127.0.0.1:8080, or unix:/ and a path",
            Endpoints::server);

    private static final String SCHEME = "http://";
    private static final String UNIX = "unix:";
    private static final int MAX_UNIX_PATH = 107; // bytes: unix(7), sun_path without its end
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Pattern HOST_PORT = Pattern.compile("(?<host>\\[[^\\]]*]|[^:\\[\\]]*)(?::(?<port>[^:]*))?");
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)(?!.*\\.[0-9]+$)(?![0-9]+$)[a-zA-Z0-9_-]{1,63}(\\.[a-zA-Z0-9_-]{1,63})*\\.?");

    private Endpoints() {}

    /** The endpoint at this address, which must be one. */
    static InetSocketAddress of(String address, int port) {
        return new InetSocketAddress(Objects.requireNonNull(ip(address)), port);
    }

    /** As people write it. */
    static String text(InetSocketAddress endpoint) {
        if (endpoint.isUnresolved()) {
            return endpoint.getHostString() + ":" + endpoint.getPort();
        }
        String address = IpPrefix.of(endpoint.getAddress()).toString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + endpoint.getPort();
    }

    /** A listener as people write it: plain HTTP without a scheme. */
    static String text(Listener listener) {
        String scheme =
                listener.kind() == Listener.Kind.HTTP ? "" : listener.kind().word() + "://";
        return scheme + text(listener.address());
    }

    private static Listener clients(String text) throws BadValue {
        int colon = text.indexOf("://");
        if (colon < 0) {
            return Listener.http(listen(text));
        }
        String word = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 3);
        String address = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        for (Listener.Kind kind : Listener.Kind.values()) {
            if (kind.word().equals(word)) {
                return new Listener(listen(address), kind);
            }
        }
        throw new BadValue(quoted(text) + " begins with neither http:// nor https://", "https://" + rest);
    }

    private static InetSocketAddress listen(String text) throws BadValue {
        String endpoint = text.matches("\\d+") ? ":" + text : text;
        Matcher parts = HOST_PORT.matcher(endpoint);
        if (text.contains("/")) {
            throw new BadValue(quoted(text) + " is more than an address and port");
        }
        if (!parts.matches()) {
            throw new BadValue(quoted(text) + " is not an address and port; IPv6 addresses stand in [ ]");
        }
        String host = parts.group("host");
        InetAddress address = ip(host.isEmpty() ? "0.0.0.0" : host);
        if (address == null) {
            boolean name = HOST_NAME.matcher(host).matches();
            throw new BadValue(quoted(text) + (name ? " names a host, not an address" : " is not an address and port"));
        }
        if (parts.group("port") == null) {
            throw new BadValue(quoted(text) + " has no port", host + ":" + HTTP);
        }
        return new InetSocketAddress(address, port(text, parts.group("port"), 0));
    }

    private static SocketAddress server(String text) throws BadValue {
        return text.startsWith(UNIX) ? unixSocket(text) : internet(text);
    }

    private static UnixDomainSocketAddress unixSocket(String text) throws BadValue {
        String path = text.substring(UNIX.length());
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw new BadValue(
                    quoted(text) + " is not the whole path of a socket", UNIX + path.replaceFirst("^/*", "/"));
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_PATH || path.indexOf('\0') >= 0) {
            throw new BadValue(
                    quoted(text) + " is longer than the " + MAX_UNIX_PATH + " bytes that a socket's path may have");
        }
        return UnixDomainSocketAddress.of(path);
    }

    private static InetSocketAddress internet(String text) throws BadValue {
        String rest = withoutScheme(text);
        if (rest.contains("@")) {
            throw new BadValue(quoted(text) + " has a user name or password, which are never sent to the origin");
        }
        int end = rest.replaceAll("[/?#].*", "").length();
        if (end < rest.length() && !rest.substring(end).equals("/")) {
            throw new BadValue(
                    quoted(text) + " has a path, but requests keep their own",
                    (isSecure(text) ? "https://" : SCHEME) + rest.substring(0, end));
        }
        Matcher parts = HOST_PORT.matcher(rest.substring(0, end));
        if (!parts.matches() || parts.group("host").isEmpty()) {
            throw new BadValue(quoted(text) + " has no host; IPv6 addresses stand in [ ]");
        }
        String host = parts.group("host");
        int standard = isSecure(text) ? HTTPS : HTTP;
        int port = parts.group("port") == null ? standard : port(text, parts.group("port"), 1);
        InetAddress address = ip(host);
        if (address != null) {
            return new InetSocketAddress(address, port);
        }
        if (!HOST_NAME.matcher(host).matches()) {
            throw new BadValue(quoted(text) + " has a host that is neither an address nor a name");
        }
        return InetSocketAddress.createUnresolved(host.toLowerCase(Locale.ROOT), port);
    }

    /** Whether TLS is spoken with a server that is named so. */
    static boolean isSecure(String text) {
        return text.regionMatches(true, 0, "https://", 0, "https://".length());
    }

    private static String withoutScheme(String text) throws BadValue {
        int colon = text.indexOf("://");
        if (colon < 0) {
            throw new BadValue(
                    quoted(text) + " does not begin with http://", text.contains("/") ? null : SCHEME + text);
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 3);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new BadValue(quoted(text) + " does not begin with http://");
        }
        return rest;
    }

    private static int port(String text, String port, int min) throws BadValue {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535 || Integer.parseInt(port) < min) {
            throw new BadValue(quoted(text) + " has a port that is not within " + min + " to 65535");
        }
        return Integer.parseInt(port);
    }

    /** The address; null when it is none. IPv6 stands in brackets. */
    private static @Nullable InetAddress ip(String host) {
        boolean bracketed = host.startsWith("[");
        IpPrefix address = AddressText.parse(bracketed ? host.substring(1, host.length() - 1) : host);
        return address == null || bracketed != host.contains(":") ? null : address.address();
    }
}
