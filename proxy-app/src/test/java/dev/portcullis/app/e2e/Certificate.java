package dev.portcullis.app.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A certificate in files, of an authority that exists for the tests of one run. */
final class Certificate {

    private static final X509Bundle AUTHORITY = authority();

    /** One for www.portcullis.test. */
    static final Certificate FOR_TESTS = new Certificate("www.portcullis.test");

    private final Path directory;

    /** A certificate for this host, with an ECDSA key. */
    Certificate(String host) {
        try {
            directory = Files.createTempDirectory("portcullis-certificate");
            Files.writeString(authorityFile(), AUTHORITY.getCertificatePEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        renew(host, Algorithm.ecp256);
        for (Path file : List.of(directory, authorityFile(), chainFile(), keyFile())) {
            file.toFile().deleteOnExit();
        }
    }

    /** Writes another one, for this host and with such a key. */
    void renew(String host, Algorithm algorithm) {
        try {
            X509Bundle made = new CertificateBuilder()
                    .subject("CN=" + host)
                    .addSanDnsName(host)
                    .algorithm(algorithm)
                    .addExtendedKeyUsageServerAuth()
                    .notAfter(inThreeMonths())
                    .buildIssuedBy(AUTHORITY);
            Files.writeString(chainFile(), made.getCertificatePEM() + AUTHORITY.getCertificatePEM());
            Files.writeString(keyFile(), made.getPrivateKeyPEM());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** An alert says when a certificate ends within two weeks. */
    private static Instant inThreeMonths() {
        return Instant.now().plus(Duration.ofDays(90));
    }

    private static X509Bundle authority() {
        try {
            return new CertificateBuilder()
                    .subject("CN=Authority of a test")
                    .setIsCertificateAuthority(true)
                    .notAfter(inThreeMonths())
                    .ecp256()
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A client's TLS that trusts the authority, and remembers sessions. */
    static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {AUTHORITY.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What a client trusts. */
    Path authorityFile() {
        return directory.resolve("authority.pem");
    }

    Path chainFile() {
        return directory.resolve("fullchain.pem");
    }

    Path keyFile() {
        return directory.resolve("privkey.pem");
    }

    /** Its entry in {@code tls.certificates}. */
    String entry() {
        return "{ certificate = \"" + chainFile() + "\", key = \"" + keyFile() + "\" }";
    }

    /** The configuration of a listener that serves it alone. */
    String listener(int port) {
        return "listen += \"https://127.0.0.1:" + port + "\"\ntls.certificates = [" + entry() + "]\n";
    }
}
