package dev.portcullis.app.report;

import dev.portcullis.core.settings.Listener;
import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses with ports, as people write them. */
public final class Endpoint {

    private Endpoint() {}

    /** For instance {@code 127.0.0.1:80}, {@code [::1]:80}, {@code php.internal:8080}. */
    public static String text(InetSocketAddress endpoint) {
        String host = endpoint.isUnresolved()
                ? endpoint.getHostString()
                : IpPrefix.of(endpoint.getAddress()).toString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + endpoint.getPort();
    }

    /** A listener, as the configuration names it: {@code 0.0.0.0:80}, {@code https://0.0.0.0:443}. */
    public static String text(Listener listener) {
        String scheme =
                listener.kind() == Listener.Kind.HTTP ? "" : listener.kind().word() + "://";
        return scheme + text(listener.address());
    }

    /**
     * A server behind, as the configuration names it: {@code http://127.0.0.1:8080}, {@code unix:/run/site.sock}.
     *
     * @param secure whether TLS is spoken with it
     */
    public static String server(SocketAddress server, boolean secure) {
        String scheme = secure ? "https://" : "http://";
        return server instanceof InetSocketAddress internet ? scheme + text(internet) : "unix:" + server;
    }
}
