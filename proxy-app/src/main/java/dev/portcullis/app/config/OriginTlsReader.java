package dev.portcullis.app.config;

import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.app.tls.PemException;
import dev.portcullis.core.settings.OriginTls;
import dev.portcullis.rules.config.Section;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code origin.tls}, and the authorities it names. */
final class OriginTlsReader {

    private static final String KEY = "tls";
    private static final Path SYSTEM = Path.of("");

    private OriginTlsReader() {}

    /**
     * How TLS is spoken with the servers; null when it is not.
     *
     * @param secure whether it is
     */
    static @Nullable OriginTls read(Section origin, boolean secure) {
        Section section = origin.section(KEY);
        Path file = section.get("ca", Options.wordOr("system", SYSTEM, TlsReader.FILE), SYSTEM);
        String name = section.get("name", Options.autoOr("", Hosts.HOST), "");
        boolean verify = section.get("verify", Options.ON_OFF, true);
        List<X509Certificate> authorities = file.equals(SYSTEM) ? List.of() : authorities(section, file);
        if (name.startsWith("*")) {
            section.error("name", "is no name of one host", "a host such as site.internal");
        }
        if (!verify && secure) {
            section.warn(
                    "verify",
                    "off: whoever stands between can read and change everything",
                    "tls.ca, the certificate of the site itself");
        }
        return secure ? new OriginTls(authorities, name, verify) : null;
    }

    private static List<X509Certificate> authorities(Section section, Path file) {
        try {
            return CertificateReader.authorities(file);
        } catch (PemException e) {
            section.error("ca", file + " " + e.found(), "");
            return List.of();
        }
    }
}
