package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.app.tls.PemException;
import dev.portcullis.core.quic.QuicLibrary;
import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.settings.HttpsOnly;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.settings.TlsSettings.Engine;
import dev.portcullis.core.tls.TlsEngine;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls}, and the certificates it names, so that what is wrong with them is known before they are needed. */
final class TlsReader {

    private static final String KEY = "tls";
    private static final String CERTIFICATES = "certificates";
    private static final String HTTP3 = "http3";
    private static final Kind<Engine> ENGINE = Kinds.words(Engine.class);
    private static final Kind<Integer> HANDSHAKES = Options.offOr(0, Kinds.integers(1, 1_000_000));
    /** A PEM file. */
    static final Kind<Path> FILE = Kind.of(
            "the whole path of a PEM file such as /etc/letsencrypt/live/example.org/fullchain.pem", TlsReader::file);

    private static final Path NO_DIRECTORY = Path.of("");
    private static final Kind<Path> DIRECTORY = Options.offOr(
            NO_DIRECTORY, Kind.of("the whole path of a directory such as /var/www/letsencrypt", TlsReader::file));
    private static final Kind<Duration> HSTS =
            Options.offOr(Duration.ZERO, Kinds.durations(Duration.ofSeconds(1), Duration.ofDays(2 * 365)));

    private TlsReader() {}

    /**
     * The settings.
     *
     * @param acme certificates that the program gets by itself; null for none
     * @param now what time it is
     */
    static TlsSettings read(Section root, List<Listener> listeners, @Nullable AcmeSettings acme, Instant now) {
        TlsSettings defaults = TlsSettings.DEFAULT;
        Section section = root.section(KEY);
        boolean needed = listeners.stream().anyMatch(listener -> listener.kind() == Listener.Kind.HTTPS);
        List<CertificateFiles> certificates = certificates(section, acme, now);
        if (acme != null) {
            certificates.addAll(acme.files());
        }
        if (needed && !section.has(CERTIFICATES) && !section.has(AcmeReader.KEY)) {
            root.error(
                    KEY,
                    "names no certificate, and listen has https://",
                    "tls { certificates = [{ certificate = ..., key = ... }] } or tls.acme");
        } else if (!needed && section.has(CERTIFICATES)) {
            section.warn(
                    CERTIFICATES,
                    "are not served: no listener speaks TLS",
                    "listen = [\"http://0.0.0.0:80\", \"https://0.0.0.0:443\"]");
        }
        return new TlsSettings(
                certificates,
                engine(section),
                Math.toIntExact(
                        section.get("client-hello", Kinds.sizes(1 << 10, 64 << 10), (long) defaults.clientHello())),
                section.get("handshakes", HANDSHAKES, defaults.handshakes()),
                section.get("handshakes-per-client", HANDSHAKES, defaults.handshakesPerClient()),
                root.section("timeouts")
                        .get(
                                "handshake",
                                Kinds.durations(Duration.ofSeconds(1), Duration.ofHours(1)),
                                defaults.handshake()),
                https(section, listeners, needed),
                section.get("http2", Options.ON_OFF, defaults.http2()));
    }

    /** Whether HTTP/3 is spoken, which needs a listener for TLS and a library that is not on every machine. */
    static boolean http3(Section root, List<Listener> listeners) {
        Section section = root.section(KEY);
        boolean wanted = section.get(HTTP3, Options.ON_OFF, false);
        if (wanted && listeners.stream().noneMatch(listener -> listener.kind() == Listener.Kind.HTTPS)) {
            section.warn(HTTP3, "is spoken nowhere: no listener speaks TLS", "listen = \"https://0.0.0.0:443\"");
            return false;
        }
        String fault = wanted ? QuicLibrary.fault() : null;
        if (fault != null) {
            section.error(HTTP3, fault, "off");
        }
        return wanted;
    }

    private static HttpsOnly https(Section section, List<Listener> listeners, boolean tls) {
        boolean plain = listeners.stream().anyMatch(listener -> listener.kind() == Listener.Kind.HTTP);
        boolean redirect = section.get("redirect", Options.ON_OFF, true);
        Duration hsts = section.get("hsts", HSTS, Duration.ZERO);
        Path directory = section.get("challenge-directory", DIRECTORY, NO_DIRECTORY);
        return new HttpsOnly(redirect && plain && tls, hsts, directory.equals(NO_DIRECTORY) ? null : directory);
    }

    private static Engine engine(Section section) {
        Engine wanted = section.get("engine", ENGINE, Engine.AUTO);
        if (wanted == Engine.BORINGSSL) { // the others are always there, and to look for it takes time
            try {
                TlsEngine.of(wanted);
            } catch (IllegalStateException e) {
                section.error("engine", String.valueOf(e.getMessage()), "auto or jdk");
            }
        }
        return wanted;
    }

    private static List<CertificateFiles> certificates(Section section, @Nullable AcmeSettings acme, Instant now) {
        List<CertificateFiles> read = new ArrayList<>();
        List<Section> sections = section.sections(CERTIFICATES);
        for (Section each : sections) {
            CertificateFiles files = files(each);
            if (files != null) {
                check(each, files, acme, now);
                read.add(files);
            }
        }
        if (section.has(CERTIFICATES) && sections.isEmpty()) {
            section.error(CERTIFICATES, "is an empty list", "{ certificate = ..., key = ... }");
        }
        return read;
    }

    private static @Nullable CertificateFiles files(Section section) {
        Path certificate = section.need("certificate", FILE);
        Path key = section.has("key") ? section.find("key", FILE) : certificate;
        List<String> hosts = section.list("hosts", Hosts.HOST);
        return certificate == null || key == null ? null : new CertificateFiles(certificate, key, hosts);
    }

    private static void check(Section section, CertificateFiles files, @Nullable AcmeSettings acme, Instant now) {
        try {
            CertificateReader.Read read = CertificateReader.read(files, now);
            for (String warning : read.warnings()) {
                section.warn("certificate", files.certificate() + " " + warning, "");
            }
            for (String host : read.certificate().hosts()) {
                if (acme != null && acme.domains().contains(host)) {
                    section.error(
                            "certificate",
                            files.certificate() + " is for " + host + ", and so is tls.acme",
                            "each host once");
                }
            }
        } catch (PemException e) {
            String key = e.isOfKey() && section.has("key") ? "key" : "certificate";
            Path file = e.isOfKey() ? files.key() : files.certificate();
            section.error(key, file + " " + e.found(), "");
        }
    }

    private static Path file(String text) throws BadValue {
        if (!text.startsWith("/")) {
            throw new BadValue(quoted(text) + " is not a whole path");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValue(quoted(text) + " is not a path");
        }
    }
}
