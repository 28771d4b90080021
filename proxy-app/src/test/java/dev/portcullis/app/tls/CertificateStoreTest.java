package dev.portcullis.app.tls;

import static dev.portcullis.app.tls.CertificateFolder.UNTIL;
import static dev.portcullis.app.tls.CertificateFolder.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.tls.Certificates;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStoreTest {

    private static final X509Bundle OLD = certificate(Algorithm.ecp256, "old.example");
    private static final X509Bundle NEW = certificate(UNTIL.minusSeconds(60), Algorithm.ecp256, "new.example");

    @TempDir
    private Path directory = Path.of("");

    private Instant now = CertificateFolder.NOW;
    private final CertificateStore store = new CertificateStore(new Certificates(), () -> now);
    private CertificateFolder folder = new CertificateFolder(directory);

    @BeforeEach
    void serveTheOldOne() throws IOException {
        folder = new CertificateFolder(directory).holds(OLD);
        store.prepare(settings()).run();
    }

    @Test
    void servesANewCertificateOnceItWasSeenTwice() {
        assertThat(state())
                .isEqualTo(
                        new CertificateState(folder.certificateFile().toString(), List.of("old.example"), UNTIL, null));

        folder.holds(NEW);
        store.look();
        assertThat(state().hosts()).containsExactly("old.example");
        store.look();
        assertThat(state().hosts()).containsExactly("new.example");
        assertThat(state().expires()).isEqualTo(UNTIL.minusSeconds(60));
        assertThat(store.failures()).isZero();
    }

    @Test
    void noticesThatALinkLeadsElsewhere() throws IOException {
        Path other = Files.createDirectory(directory.resolve("archive"));
        CertificateFolder archive = new CertificateFolder(other).holds(NEW);
        for (Path file : List.of(folder.certificateFile(), folder.keyFile())) {
            Files.delete(file);
            Files.createSymbolicLink(file, other.resolve(file.getFileName()));
        }
        store.look();
        store.look();

        assertThat(state().hosts()).containsExactly("new.example");
        assertThat(archive.certificateFile()).exists();
    }

    @Test
    void keepsTheOldOneWhenTheNewOneCantBeUsedAndTakesItWhenItCan() {
        folder.holds(NEW.getCertificatePEM(), OLD.getPrivateKeyPEM());
        store.look();
        store.look();
        store.look();

        assertThat(state().hosts()).containsExactly("old.example");
        assertThat(state().problem())
                .isEqualTo(folder.keyFile() + " does not fit the certificate: it is the key of another one");
        assertThat(store.failures()).isEqualTo(1);

        folder.holds(NEW);
        store.look();
        store.look();

        assertThat(state().hosts()).containsExactly("new.example");
        assertThat(state().problem()).isNull();
    }

    @Test
    void keepsTheOldOneWhenTheNewOneHasExpired() {
        now = UNTIL.minusSeconds(30);
        folder.holds(NEW);
        store.look();
        store.look();

        assertThat(state().hosts()).containsExactly("old.example");
        assertThat(state().problem()).isEqualTo(folder.certificateFile() + " has expired at " + UNTIL.minusSeconds(60));
    }

    @Test
    void keepsTheOldOneWhenTheFilesAreGone() throws IOException {
        Files.delete(folder.certificateFile());
        store.look();
        store.look();

        assertThat(state().problem()).isEqualTo(folder.certificateFile() + " is not there");
        assertThat(state().hosts()).containsExactly("old.example");
    }

    @Test
    void changesNothingWhenOtherSettingsCantBeUsed() {
        folder.holds("", "");

        assertThatThrownBy(() -> store.prepare(settings()))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.certificateFile() + " is not a PEM file: it has no -----BEGIN line with its end");
        assertThat(state().hosts()).containsExactly("old.example");
    }

    private CertificateState state() {
        return store.states().get(0);
    }

    private TlsSettings settings() {
        TlsSettings defaults = TlsSettings.DEFAULT;
        return new TlsSettings(
                List.of(folder.files()),
                defaults.engine(),
                defaults.clientHello(),
                defaults.handshakes(),
                defaults.handshakesPerClient(),
                defaults.handshake(),
                defaults.https(),
                defaults.http2());
    }
}
