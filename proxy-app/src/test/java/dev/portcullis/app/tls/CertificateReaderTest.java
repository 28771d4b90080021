package dev.portcullis.app.tls;

import static dev.portcullis.app.tls.CertificateFolder.NOW;
import static dev.portcullis.app.tls.CertificateFolder.UNTIL;
import static dev.portcullis.app.tls.CertificateFolder.authority;
import static dev.portcullis.app.tls.CertificateFolder.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.tls.ServerCertificate;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateReaderTest {

    private static final X509Bundle EC = certificate(Algorithm.ecp256, "example.org", "www.Example.org");
    private static final X509Bundle RSA = certificate(Algorithm.rsa2048, "example.org");

    @TempDir
    private Path directory = Path.of("");

    private CertificateFolder folder = new CertificateFolder(directory);

    @BeforeEach
    void makeFolder() {
        folder = new CertificateFolder(directory);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "rsa3072"})
    void readsWhatCertbotLeaves(Algorithm algorithm) throws PemException {
        X509Bundle made = certificate(algorithm, "example.org", "www.example.org");
        CertificateReader.Read read = CertificateReader.read(folder.holds(made).files(), NOW);

        assertThat(read.warnings()).isEmpty();
        assertThat(read.certificate().leaf()).isEqualTo(made.getCertificate());
        assertThat(read.certificate().chain()).hasSize(2);
        assertThat(read.certificate().key()).isEqualTo(made.getKeyPair().getPrivate());
        assertThat(read.certificate().hosts()).containsExactly("example.org", "www.example.org");
    }

    @Test
    void servesOtherHostsIfToldSo() throws PemException {
        assertThat(CertificateReader.read(folder.holds(EC).files("other.example"), NOW)
                        .certificate()
                        .hosts())
                .containsExactly("other.example");
    }

    @Test
    void readsBothFromOneFileWithOtherThingsAround() throws PemException {
        folder.holds(
                "Bag Attributes\n" + EC.getPrivateKeyPEM() + "subject=\n" + EC.getCertificatePEM() + authority(), "");
        CertificateFiles one = new CertificateFiles(folder.certificateFile(), folder.certificateFile(), List.of());

        assertThat(CertificateReader.read(one, NOW).certificate().leaf()).isEqualTo(EC.getCertificate());
    }

    @Test
    void readsTheFormsOfKeysThatOldToolsWrite() throws Exception {
        for (X509Bundle bundle : List.of(EC, RSA)) {
            folder.holds(bundle);
            Path traditional = directory.resolve("old.pem");
            run("openssl", "pkey", "-traditional", "-in", folder.keyFile().toString(), "-out", traditional.toString());
            assertThat(Files.readString(traditional)).containsPattern("BEGIN (EC|RSA) PRIVATE KEY");

            ServerCertificate read = CertificateReader.read(
                            new CertificateFiles(folder.certificateFile(), traditional, List.of()), NOW)
                    .certificate();
            assertThat(PrivateKeys.fits(read.key(), bundle.getKeyPair().getPublic()))
                    .isTrue();
        }
    }

    @Test
    void saysThatAKeyHasAPassword() throws Exception {
        folder.holds(RSA);
        Path locked = directory.resolve("locked.pem");
        run(
                "openssl",
                "pkey",
                "-aes256",
                "-passout",
                "pass:x",
                "-in",
                folder.keyFile().toString(),
                "-out",
                locked.toString());

        assertThatThrownBy(() ->
                        CertificateReader.read(new CertificateFiles(folder.certificateFile(), locked, List.of()), NOW))
                .hasMessageContaining("is encrypted with a password");
    }

    @Test
    void tellsAFileThatCantBeReadFromOneThatIsWrong() throws IOException {
        Files.createDirectory(directory.resolve("d"));
        CertificateFiles unread = new CertificateFiles(directory.resolve("d"), directory.resolve("d"), List.of());
        assertThatThrownBy(() -> CertificateReader.read(unread, NOW))
                .isInstanceOfSatisfying(PemException.class, problem -> assertThat(problem.isUnread())
                        .isTrue());

        CertificateFiles wrong = folder.holds("nothing", "nothing").files();
        assertThatThrownBy(() -> CertificateReader.read(wrong, NOW))
                .isInstanceOfSatisfying(PemException.class, problem -> assertThat(problem.isUnread())
                        .isFalse());
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws IOException {
        refuses(false, "is not there");
        folder.holds("nothing", "nothing");
        refuses(false, "is not a PEM file: it has no -----BEGIN line with its end");
        folder.holds(EC.getPrivateKeyPEM(), EC.getPrivateKeyPEM());
        refuses(false, "has no certificate, but: private key");
        folder.holds(EC.getCertificatePEM(), EC.getCertificatePEM());
        refuses(true, "has no private key");
        folder.holds(EC.getCertificatePEM(), EC.getPrivateKeyPEM() + RSA.getPrivateKeyPEM());
        refuses(true, "has more than one private key");
        String pem = EC.getCertificatePEM();
        folder.holds(pem.substring(0, 60) + pem.substring(80), EC.getPrivateKeyPEM());
        refuses(false, "has a certificate that is damaged, number 1");
        folder.holds(pem.substring(0, 100), EC.getPrivateKeyPEM());
        refuses(false, "is not a PEM file: it has no -----BEGIN line with its end");
        folder.holds(EC.getCertificatePEM(), RSA.getPrivateKeyPEM());
        refuses(true, "does not fit the certificate, whose key is of the kind EC");
        folder.holds(
                EC.getCertificatePEM(),
                certificate(Algorithm.ecp256, "x.example").getPrivateKeyPEM());
        refuses(true, "does not fit the certificate: it is the key of another one");
        folder.holds(authority() + EC.getCertificatePEM(), EC.getPrivateKeyPEM());
        refuses(
                false,
                "has the certificates in the wrong order: the one that the key fits is number 2 and must be the first");
        for (String damaged : List.of("MP8BAgM=", "MIT/////", "MA==")) {
            String begin = "-----BEGIN PRIVATE KEY-----\n";
            folder.holds(EC.getCertificatePEM(), begin + damaged + "\n-----END PRIVATE KEY-----\n");
            refuses(true, "is damaged, or does not fit the certificate");
        }
        Files.delete(folder.keyFile());
        folder.holds(EC);
        Files.delete(folder.keyFile());
        refuses(true, "is not there");
    }

    @Test
    void warnsOfWhatClientsMayNotTake() throws PemException {
        assertThat(CertificateReader.read(folder.holds(EC).files(), UNTIL.plusSeconds(1))
                        .warnings())
                .containsExactly("has expired at 2030-04-01T00:00:00Z: browsers warn of the site");
        assertThat(CertificateReader.read(folder.files(), UNTIL.minus(Duration.ofDays(6)))
                        .warnings())
                .containsExactly("expires at 2030-04-01T00:00:00Z");
        assertThat(CertificateReader.read(folder.files(), CertificateFolder.FROM.minusSeconds(1))
                        .warnings())
                .containsExactly("is valid from 2030-01-01T00:00:00Z on only");
        folder.holds(EC.getCertificatePEM(), EC.getPrivateKeyPEM());
        assertThat(CertificateReader.read(folder.files(), NOW).warnings())
                .containsExactly("has no certificate of the authority beside it, which some clients need; certbot's is"
                        + " fullchain.pem");
        folder.holds(EC.getCertificatePEM() + RSA.getCertificatePEM(), EC.getPrivateKeyPEM());
        assertThat(CertificateReader.read(folder.files(), NOW).warnings())
                .containsExactly("has a chain that breaks off: number 2 has not signed number 1");
    }

    private void refuses(boolean ofKey, String why) {
        assertThatThrownBy(() -> CertificateReader.read(folder.files(), NOW))
                .isInstanceOfSatisfying(PemException.class, problem -> assertThat(problem.isOfKey())
                        .isEqualTo(ofKey))
                .hasMessage(why);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
