package dev.portcullis.app.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that has signed itself: what is served until the first one comes, so that the site is there at all. */
final class Placeholder {

    private static final Duration LASTS = Duration.ofDays(365);

    private Placeholder() {}

    /** One for this host, PEM. */
    static String pem(String domain, KeyPair key, Instant now) throws IOException {
        X500Name name = new X500Name("CN=Portcullis until a certificate comes");
        GeneralNames hosts = new GeneralNames(new GeneralName(GeneralName.dNSName, domain));
        try {
            X509Certificate made = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.valueOf(now.toEpochMilli()),
                                    Date.from(now.minus(Duration.ofHours(1))),
                                    Date.from(now.plus(LASTS)),
                                    name,
                                    key.getPublic())
                            .addExtension(Extension.subjectAlternativeName, false, hosts)
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
            StringWriter text = new StringWriter();
            try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
                pem.writeObject(made);
            }
            return text.toString();
        } catch (OperatorCreationException | CertificateException e) {
            throw new IOException(e);
        }
    }
}
