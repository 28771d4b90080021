package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate authority that speaks ACME, Debian's pebble, and a DNS by which every name is 127.0.0.1. It looks for itself whether hosts
 * are served, at the ports it is given.
 */
final class Pebble implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY_ID = "kid-1";
    private static final String MAC_KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    private final Certificate own = new Certificate("localhost");
    private final int port = FreePort.find();
    private final int dnsPort = FreePort.find();
    private final Path configuration;
    private final Program dns;
    private final Program program;

    /**
     * Starts.
     *
     * @param directory for what it is to read
     * @param httpPort where it asks for the page of HTTP-01
     * @param tlsPort where it asks for the certificate of TLS-ALPN-01
     * @param lifetime of what it gives
     */
    Pebble(Path directory, int httpPort, int tlsPort, Duration lifetime) {
        this(directory, httpPort, tlsPort, lifetime, false);
    }

    /** As the other; {@code bound} if it makes accounts only for those who have one already. */
    Pebble(Path directory, int httpPort, int tlsPort, Duration lifetime, boolean bound) {
        this.configuration = directory.resolve("pebble.json");
        try {
            Files.writeString(configuration, """
                    { "pebble": { "listenAddress": "127.0.0.1:%d", "managementListenAddress": "", "certificate": "%s",
                      "privateKey": "%s", "httpPort": %d, "tlsPort": %d, "certificateValidityPeriod": %d,
                      "externalAccountBindingRequired": %s, "externalAccountMACKeys": { "%s": "%s" } } }
                    """.formatted(
                            port,
                            own.chainFile(),
                            own.keyFile(),
                            httpPort,
                            tlsPort,
                            lifetime.toSeconds(),
                            bound,
                            KEY_ID,
                            MAC_KEY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        dns = Program.start(List.of(
                Program.find("pebble-challtestsrv", "pebble"),
                "-dns01",
                "127.0.0.1:" + dnsPort,
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                "127.0.0.1:" + FreePort.find()));
        program = run();
    }

    private Program run() {
        Program started = Program.start(List.of(
                "env",
                "PEBBLE_VA_NOSLEEP=1",
                "PEBBLE_AUTHZREUSE=0",
                Program.find("pebble", "pebble"),
                "-dnsserver",
                "127.0.0.1:" + dnsPort,
                "-config",
                configuration.toString()));
        started.awaitLine(SOON, "the word that it listens", line -> line.contains("Listening on"));
        return started;
    }

    /** What {@code tls.acme} says of it. */
    String settings() {
        return "directory = \"https://localhost:" + port + "/dir\", ca = \"" + own.authorityFile()
                + "\", agree-to-terms = on";
    }

    /** What {@code tls.acme} says, besides, to one that wants to be told which account there is. */
    static String account() {
        return "external-account { key-id = \"" + KEY_ID + "\", mac-key = \"" + MAC_KEY + "\" }";
    }

    /** Certificates it has given. */
    long issued() {
        return lines().filter(line -> line.contains("Issued certificate serial"))
                .count();
    }

    /** Accounts it has made. */
    long accounts() {
        return lines().filter(line -> line.contains("There are now") && line.contains("accounts"))
                .count();
    }

    /** All it has said. */
    String text() {
        return program.text();
    }

    private Stream<String> lines() {
        return program.lines().stream();
    }

    @Override
    public void close() {
        program.close();
        dns.close();
    }
}
