package dev.portcullis.core.settings;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a certificate.
 *
 * @param certificate the certificate and those that lead from it to an authority's, PEM (RFC 7468), in that order
 * @param key its private key, PEM; may be the same file
 * @param hosts the hosts it is served for, in lower case; empty for those that the certificate names itself
 */
public record CertificateFiles(Path certificate, Path key, List<String> hosts) {

    /** Copies the list. */
    public CertificateFiles {
        hosts = List.copyOf(hosts);
    }
}
