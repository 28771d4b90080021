package dev.portcullis.app.report;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;

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
}
