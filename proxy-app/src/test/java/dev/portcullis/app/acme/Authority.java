package dev.portcullis.app.acme;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.shredzone.acme4j.util.CSRBuilder;
import org.shredzone.acme4j.util.CertificateUtils;

/** Certificates of an authority of the tests. */
final class Authority {

    private static final KeyPair KEY = Keys.makeRsa();

    private Authority() {}

    static Issuer.Issued issued(String host, Instant from, Instant until) {
        try {
            X509Certificate root = CertificateUtils.createTestRootCertificate("CN=Authority", from, until, KEY);
            KeyPair key = Keys.make();
            CSRBuilder request = new CSRBuilder();
            request.addDomain(host);
            request.sign(key);
            X509Certificate leaf =
                    CertificateUtils.createTestCertificate(request.getCSR(), from, until, root, KEY.getPrivate());
            return new Issuer.Issued(leaf, Pkcs8.pem("CERTIFICATE", leaf.getEncoded()), key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
