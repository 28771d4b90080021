package dev.portcullis.app.tls;

import dev.portcullis.core.settings.CertificateFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder with certificates, as certbot leaves them, of an authority that exists for one test. */
final class CertificateFolder {

    static final Instant FROM = Instant.parse("2030-01-01T00:00:00Z");
    static final Instant UNTIL = Instant.parse("2030-04-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2030-02-01T00:00:00Z");

    private static final X509Bundle ROOT = make(
            new CertificateBuilder()
                    .subject("CN=Authority of a test")
                    .notBefore(FROM)
                    .notAfter(UNTIL.plusSeconds(1))
                    .setIsCertificateAuthority(true)
                    .ecp256(),
            null);

    private final Path directory;

    CertificateFolder(Path directory) {
        this.directory = directory;
    }

    /** A certificate of the authority for these hosts. */
    static X509Bundle certificate(Algorithm algorithm, String... hosts) {
        return certificate(UNTIL, algorithm, hosts);
    }

    /** A certificate of the authority for these hosts, until then. */
    static X509Bundle certificate(Instant until, Algorithm algorithm, String... hosts) {
        CertificateBuilder builder = new CertificateBuilder()
                .subject("CN=somebody")
                .notBefore(FROM)
                .notAfter(until)
                .algorithm(algorithm);
        for (String host : hosts) {
            builder.addSanDnsName(host);
        }
        return make(builder, ROOT);
    }

    private static X509Bundle make(CertificateBuilder builder, @Nullable X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What follows a certificate in its chain: the authority's own. */
    static String authority() {
        return ROOT.getCertificatePEM();
    }

    Path certificateFile() {
        return directory.resolve("fullchain.pem");
    }

    Path keyFile() {
        return directory.resolve("privkey.pem");
    }

    CertificateFiles files(String... hosts) {
        return new CertificateFiles(certificateFile(), keyFile(), List.of(hosts));
    }

    CertificateFolder holds(X509Bundle bundle) {
        return holds(bundle.getCertificatePEM() + authority(), bundle.getPrivateKeyPEM());
    }

    CertificateFolder holds(String certificate, String key) {
        try {
            Files.writeString(certificateFile(), certificate);
            Files.writeString(keyFile(), key);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
