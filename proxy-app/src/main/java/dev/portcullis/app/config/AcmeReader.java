package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.app.acme.AcmeSettings.ExternalAccount;
import dev.portcullis.app.acme.Proof;
import dev.portcullis.app.config.Configuration.StateSettings;
import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.app.tls.PemException;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls.acme}. */
final class AcmeReader {

    /** Its name. */
    static final String KEY = "acme";

    private static final String DOMAINS = "domains";
    private static final String TERMS = "agree-to-terms";
    private static final String ACCOUNT = "external-account";

    /** Bytes of a key for HS256, the weakest that RFC 8555 7.3.4 allows, at least (RFC 7518 3.2). */
    private static final int SHORTEST_MAC_KEY = 32;

    private static final URI LETS_ENCRYPT = URI.create("https://acme-v02.api.letsencrypt.org/directory");
    private static final Map<String, URI> KNOWN = Map.of(
            "letsencrypt",
            LETS_ENCRYPT,
            "letsencrypt-staging",
            URI.create("https://acme-staging-v02.api.letsencrypt.org/directory"));

    private static final Kind<Proof> PROOF = Kinds.words(Proof.class);
    private static final Kind<String> EMAIL = Kind.of("an address such as admin@example.org", text -> {
        if (!text.matches("[^\\s@,?<>]+@[^\\s@,?<>]+")) {
            throw new BadValue(quoted(text) + " is not an e-mail address");
        }
        return text;
    });
    private static final Kind<String> KEY_ID = Kinds.text("the key identifier that the authority gave");
    private static final Kind<String> MAC_KEY =
            Kind.of("the key that the authority gave with it, in base64url", AcmeReader::macKey);
    private static final Kind<String> DOMAIN = Kind.of("a host such as www.example.org", AcmeReader::domain);
    private static final Kind<URI> DIRECTORY = Kind.of(
            "letsencrypt, letsencrypt-staging or the URL of a directory such as https://ca.internal/acme/directory",
            AcmeReader::directory);

    private AcmeReader() {}

    /** The settings; null when no certificate is to be got. */
    static @Nullable AcmeSettings read(Section root, List<Listener> listeners, StateSettings state) {
        Section tls = root.section("tls");
        if (!tls.has(KEY)) {
            return null;
        }
        Section section = tls.section(KEY);
        String email = section.find("email", EMAIL);
        URI directory = section.get("directory", DIRECTORY, LETS_ENCRYPT);
        Path ca = ca(section);
        ExternalAccount account = account(section);
        List<String> domains = domains(section);
        List<Proof> proofs = proofs(section, listeners);
        if (!section.get(TERMS, Options.ON_OFF, false)) {
            section.error(
                    TERMS,
                    "is not on: an authority gives certificates only to those who agree to its terms of service",
                    "on, when you have read them; Let's Encrypt's are at https://letsencrypt.org/repository/");
        }
        if (listeners.stream().noneMatch(listener -> listener.kind() == Listener.Kind.HTTPS)) {
            section.warn(
                    DOMAINS,
                    "get certificates that are not served: no listener speaks TLS",
                    "listen = [\"http://0.0.0.0:80\", \"https://0.0.0.0:443\"]");
        }
        Path kept = state.directory();
        if (kept == null) {
            tls.error(
                    KEY,
                    "has nowhere to keep keys: state-directory is off",
                    "state-directory = \"/var/lib/portcullis\"");
            return null;
        }
        return new AcmeSettings(directory, ca, email, account, domains, proofs, AcmeSettings.folderIn(kept));
    }

    private static @Nullable Path ca(Section section) {
        Path file = section.find("ca", TlsReader.FILE);
        try {
            if (file != null) {
                CertificateReader.authorities(file);
            }
        } catch (PemException e) {
            section.error("ca", file + " " + e.found(), "");
        }
        return file;
    }

    private static @Nullable ExternalAccount account(Section acme) {
        Section section = acme.section(ACCOUNT);
        boolean wanted = acme.has(ACCOUNT);
        String keyId = wanted ? section.need("key-id", KEY_ID) : section.find("key-id", KEY_ID);
        String macKey = wanted ? section.need("mac-key", MAC_KEY) : section.find("mac-key", MAC_KEY);
        return keyId == null || macKey == null ? null : new ExternalAccount(keyId, macKey);
    }

    /** Shown to nobody, be it wrong. */
    private static String macKey(String text) throws BadValue {
        String plain = text.replaceAll("=+$", "");
        try {
            if (Base64.getUrlDecoder().decode(plain).length >= SHORTEST_MAC_KEY) {
                return plain;
            }
        } catch (IllegalArgumentException e) {
            throw new BadValue("is not in base64url");
        }
        throw new BadValue("is too short for a key");
    }

    private static List<String> domains(Section section) {
        List<String> domains = new ArrayList<>();
        for (Section.Item<String> item : section.some(DOMAINS, DOMAIN)) {
            if (domains.contains(item.value())) {
                section.error(DOMAINS, item, quoted(item.value()) + " is there twice", "each host once");
            }
            domains.add(item.value());
        }
        if (!section.has(DOMAINS)) {
            section.error(DOMAINS, "is missing", "[\"example.org\", \"www.example.org\"]");
        }
        return domains;
    }

    /** By a page where there is a listener that may be asked for it, and by a certificate, unless it is said. */
    private static List<Proof> proofs(Section section, List<Listener> listeners) {
        boolean plain = listeners.stream().anyMatch(listener -> listener.kind() == Listener.Kind.HTTP);
        List<Proof> chosen = section.list("challenges", PROOF);
        if (chosen.contains(Proof.HTTP_01) && !plain) {
            section.warn(
                    "challenges",
                    "http-01 comes to port 80, and no listener is without TLS",
                    "listen = \"0.0.0.0:80\"");
        }
        return !chosen.isEmpty() ? chosen : plain ? List.of(Proof.values()) : List.of(Proof.TLS_ALPN_01);
    }

    private static String domain(String text) throws BadValue {
        String host = Hosts.HOST.parse(text);
        if (host.startsWith("*")) {
            throw new BadValue(quoted(text) + " is a wildcard, which authorities want proven by an entry in the DNS"
                    + " (DNS-01); that is not done here, name each host");
        }
        if (host.startsWith("[") || AddressText.parse(host) != null) {
            throw new BadValue(quoted(text) + " is an address; certificates are got for names");
        }
        return host;
    }

    private static URI directory(String text) throws BadValue {
        URI known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        try {
            URI uri = new URI(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new BadValue(quoted(text) + " is not a URL");
        }
        throw new BadValue(quoted(text) + " is not the URL of a directory by https");
    }
}
