package dev.portcullis.app.tls;

import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.tls.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Reads a certificate and its key from PEM files, as certbot leaves them, and says what is wrong with them. */
public final class CertificateReader {

    private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6
    private static final Duration SOON = Duration.ofDays(7);

    /**
     * A certificate that can be served.
     *
     * @param warnings what is wrong with it all the same, in words that follow the name of its file
     */
    public record Read(ServerCertificate certificate, List<String> warnings) {}

    private CertificateReader() {}

    /**
     * The certificate in these files.
     *
     * @param now what time it is
     */
    public static Read read(CertificateFiles files, Instant now) throws PemException {
        List<X509Certificate> chain = chain(Pem.parts(files.certificate(), false));
        X509Certificate leaf = chain.get(0);
        PrivateKey key;
        try {
            key = PrivateKeys.of(Pem.parts(files.key(), true), leaf.getPublicKey());
        } catch (PemException e) {
            if (!e.isUnread()) {
                checkOrder(files, chain);
            }
            throw e;
        }
        List<String> hosts = files.hosts().isEmpty() ? names(leaf) : files.hosts();
        return new Read(new ServerCertificate(key, chain, hosts), warnings(chain, hosts, now));
    }

    /** The certificates of authorities in a file. */
    public static List<X509Certificate> authorities(Path file) throws PemException {
        return chain(Pem.parts(file, false));
    }

    /** Why it should not take the place of one that serves; empty when it may. */
    static String unusable(ServerCertificate certificate, Instant now) {
        Instant from = certificate.leaf().getNotBefore().toInstant();
        Instant until = certificate.leaf().getNotAfter().toInstant();
        return now.isAfter(until)
                ? "has expired at " + until
                : now.isBefore(from) ? "is valid from " + from + " on only" : "";
    }

    private static List<X509Certificate> chain(List<Pem.Part> parts) throws PemException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem.Part part : parts) {
            if (part.label().equals("CERTIFICATE") || part.label().equals("X509 CERTIFICATE")) {
                chain.add(certificate(part, chain.size() + 1));
            }
        }
        if (chain.isEmpty()) {
            throw new PemException(
                    false, "has no certificate, but: " + parts.get(0).label().toLowerCase(Locale.ROOT));
        }
        return chain;
    }

    private static X509Certificate certificate(Pem.Part part, int number) throws PemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(part.bytes()));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new PemException(false, "has a certificate that is damaged, number " + number);
        }
    }

    /** A key that fits another certificate of the file is the sign of a wrong order. */
    private static void checkOrder(CertificateFiles files, List<X509Certificate> chain) throws PemException {
        for (int i = 1; i < chain.size(); i++) {
            try {
                PrivateKeys.of(Pem.parts(files.key(), true), chain.get(i).getPublicKey());
            } catch (PemException notThisOne) {
                continue;
            }
            throw new PemException(
                    false,
                    "has the certificates in the wrong order: the one that the key fits is number " + (i + 1)
                            + " and must be the first");
        }
    }

    private static List<String> warnings(List<X509Certificate> chain, List<String> hosts, Instant now) {
        List<String> warnings = new ArrayList<>();
        X509Certificate leaf = chain.get(0);
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            warnings.add("has expired at " + until + ": browsers warn of the site");
        } else if (now.plus(SOON).isAfter(until)) {
            warnings.add("expires at " + until);
        }
        if (now.isBefore(leaf.getNotBefore().toInstant())) {
            warnings.add("is valid from " + leaf.getNotBefore().toInstant() + " on only");
        }
        if (hosts.isEmpty()) {
            warnings.add("names no host");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i), chain.get(i + 1))) {
                warnings.add("has a chain that breaks off: number " + (i + 2) + " has not signed number " + (i + 1));
            }
        }
        boolean selfSigned = isIssuedBy(leaf, leaf);
        if (chain.size() == 1 && !selfSigned) {
            warnings.add("has no certificate of the authority beside it, which some clients need; certbot's is"
                    + " fullchain.pem");
        }
        return warnings;
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException notSignedByIt) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate) throws PemException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .distinct()
                            .toList();
        } catch (CertificateParsingException e) {
            throw new PemException(false, "names its hosts in a way that can't be read");
        }
    }
}
