package dev.portcullis.app.acme;

import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.tls.ServerCertificate;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are got from an authority that answers at once, with a clock that a test moves. */
abstract class AcmeFixture {

    static final URI DIRECTORY = URI.create("https://authority.example/dir");

    @TempDir
    Path state = Path.of("");

    final ManualTime time = new ManualTime();
    final List<String> asked = new ArrayList<>();
    Issuer.@Nullable Refused refusal;
    Issuer.@Nullable Suggestion suggestion;
    int suggestionsAsked;
    Happening beforeItComes = () -> {};
    private final List<AcmeCertificates> opened = new ArrayList<>();

    interface Happening {
        void happens() throws IOException;
    }

    @AfterEach
    void close() {
        opened.forEach(AcmeCertificates::close);
    }

    private final class FakeAuthority implements Issuer {

        @Override
        public Issued issue(AcmeSettings settings, String domain, Proof proof) throws Refused {
            return issued(domain, proof);
        }

        @Override
        public Optional<Suggestion> suggestion(AcmeSettings settings, X509Certificate served) {
            suggestionsAsked++;
            return Optional.ofNullable(suggestion);
        }
    }

    private Issuer.Issued issued(String domain, Proof proof) throws Issuer.Refused {
        asked.add(domain + " by " + proof);
        if (refusal != null) {
            throw refusal;
        }
        try {
            beforeItComes.happens();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        beforeItComes = () -> {};
        return Authority.issued(domain, time.now(), time.now().plus(Duration.ofDays(90)));
    }

    AcmeSettings settings(String... domains) {
        return settings(DIRECTORY, domains);
    }

    AcmeSettings settings(URI directory, String... domains) {
        return new AcmeSettings(
                directory, null, null, List.of(domains), List.of(Proof.values()), AcmeSettings.folderIn(state));
    }

    /** The test goes round. */
    private static final class NoRounds implements Rounds {

        @Override
        public void begin(Round round) {}

        @Override
        public boolean end() {
            return true;
        }
    }

    /** Those that are got by these settings, without a thread: {@link AcmeCertificates#look} is called by the test. */
    AcmeCertificates getting(AcmeSettings settings) throws IOException {
        AcmeCertificates made =
                new AcmeCertificates(new FakeAuthority(), Challenges.NONE, time, () -> 0, new NoRounds());
        opened.add(made);
        made.prepare(settings).run();
        return made;
    }

    ServerCertificate served(String domain) throws Exception {
        CertificateFiles files = settings(domain).files().get(0);
        return CertificateReader.read(files, time.now()).certificate();
    }

    boolean isSelfSigned(String domain) throws Exception {
        var leaf = served(domain).leaf();
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
    }

    List<Path> damaged() throws IOException {
        try (Stream<Path> all = Files.list(file("example.org").resolveSibling("."))) {
            return all.filter(path -> path.getFileName().toString().contains(".damaged"))
                    .sorted()
                    .toList();
        }
    }

    Path file(String domain) {
        return AcmeFolder.certificate(state.resolve("acme"), domain);
    }
}
