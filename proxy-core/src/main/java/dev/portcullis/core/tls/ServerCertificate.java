package dev.portcullis.core.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that can be served.
 *
 * @param key its private key, which fits
 * @param chain the certificate and those that lead from it towards an authority's, in that order; at least one
 * @param hosts the hosts that it is served for, in lower case: {@code www.example.org}, or {@code *.example.org} for the names with one
 *     label more
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain, List<String> hosts) {

    /** Copies the lists. */
    public ServerCertificate {
        chain = List.copyOf(chain);
        hosts = List.copyOf(hosts);
    }

    /** The certificate itself. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** Whether its key is one of an elliptic curve, which old clients may not know. */
    boolean isElliptic() {
        return key.getAlgorithm().equals("EC");
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + String.join(", ", hosts) + " until "
                + leaf().getNotAfter().toInstant() + "]";
    }
}
