package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Facts as a test writes them: {@code Request.from("192.0.2.1").post("/wp-login.php")}. */
record Request(
        IpPrefix client,
        String site,
        String method,
        String host,
        String path,
        String query,
        String userAgent,
        Map<String, String> headers,
        String tlsFingerprint)
        implements Facts {

    Request(IpPrefix client, String site, String method, String host, String path, String query, String userAgent) {
        this(client, site, method, host, path, query, userAgent, Map.of(), "");
    }

    /** A GET of {@code /}. An IPv6 address is charged to its /64. */
    static Request from(String address) {
        return new Request(client(address), "", "GET", "site.example", "/", "", "Mozilla/5.0", Map.of(), "");
    }

    /** The same of one of many addresses, told by their numbers. */
    static Request visitor(int number) {
        return from("198.51." + number / 250 + "." + (1 + number % 250));
    }

    Request get(String path) {
        return new Request(client, site, "GET", host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request post(String path) {
        return new Request(client, site, "POST", host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request at(String site) {
        return new Request(client, site, method, host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request host(String host) {
        return new Request(client, site, method, host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request as(String userAgent) {
        return new Request(client, site, method, host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request asking(String query) {
        return new Request(client, site, method, host, path, query, userAgent, headers, tlsFingerprint);
    }

    Request with(String field, String value) {
        return new Request(client, site, method, host, path, query, userAgent, Map.of(field, value), tlsFingerprint);
    }

    Request shaking(String fingerprint) {
        return new Request(client, site, method, host, path, query, userAgent, headers, fingerprint);
    }

    @Override
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    static IpPrefix client(String address) {
        return block(address).widen(32, 64);
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/48}. */
    static IpPrefix block(String text) {
        String[] parts = text.split("/", 2);
        IpPrefix address = Objects.requireNonNull(AddressText.parse(parts[0]), text);
        if (parts.length == 1) {
            return address;
        }
        int length = Integer.parseInt(parts[1]);
        return address.widen(length, length);
    }

    static NetworkList blocks(String... texts) {
        return new NetworkList(Stream.of(texts).map(Request::block).toList());
    }
}
