package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With an authority that answers at once, and a clock that is moved. */
class AcmeCertificatesTest {

    private static final URI DIRECTORY = URI.create("https://authority.example/dir");

    @TempDir
    private Path state = Path.of("");

    private final ManualTime time = new ManualTime();
    private final List<String> asked = new ArrayList<>();
    private Issuer.@Nullable Refused refusal;
    private Happening beforeItComes = () -> {};
    private final List<AcmeCertificates> opened = new ArrayList<>();

    private interface Happening {
        void happens() throws IOException;
    }

    @AfterEach
    void close() {
        opened.forEach(AcmeCertificates::close);
    }

    private Issuer.Issued issue(AcmeSettings settings, String domain, Proof proof) throws Issuer.Refused {
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

    private AcmeSettings settings(String... domains) {
        return settings(DIRECTORY, domains);
    }

    private AcmeSettings settings(URI directory, String... domains) {
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
    private AcmeCertificates getting(AcmeSettings settings) throws IOException {
        AcmeCertificates made = new AcmeCertificates(this::issue, Challenges.NONE, time, () -> 0, new NoRounds());
        opened.add(made);
        made.prepare(settings).run();
        return made;
    }

    private ServerCertificate served(String domain) throws Exception {
        CertificateFiles files = settings(domain).files().get(0);
        return CertificateReader.read(files, time.now()).certificate();
    }

    private boolean isSelfSigned(String domain) throws Exception {
        var leaf = served(domain).leaf();
        return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
    }

    @Test
    void beforeTheFirstOneComesOneThatHasSignedItselfIsThere() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));

        assertThat(isSelfSigned("example.org")).isTrue();
        assertThat(served("example.org").hosts()).containsExactly("example.org");
        assertThat(certificates.problems())
                .containsExactly("example.org is served with a certificate that has signed itself until the first one"
                        + " comes from authority.example");
    }

    @Test
    void onlyTheOwnerReadsWhatIsKept() throws Exception {
        getting(settings("example.org")).look();
        AcmeFolder.at(AcmeSettings.folderIn(state)).accountKey(DIRECTORY);

        try (Stream<Path> all = Files.walk(state.resolve("acme"))) {
            assertThat(all).hasSize(5).allSatisfy(path -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void theFirstOneIsAskedForAtOnceAndTheNextWhenAThirdOfItsTimeIsLeft() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01");
        assertThat(isSelfSigned("example.org")).isFalse();
        assertThat(certificates.problems()).isEmpty();
        assertThat(certificates.succeeded()).isEqualTo(1);
        ServerCertificate first = served("example.org");

        time.advance(Duration.ofDays(59));
        certificates.look();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofDays(2));
        certificates.look();
        certificates.look();
        assertThat(asked).hasSize(2);
        assertThat(served("example.org").leaf()).isNotEqualTo(first.leaf());
    }

    @Test
    void aFailureIsToldAndTriedAgainLaterInTheOtherWay() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        refusal = new Issuer.Refused("it does not like it");
        certificates.look();
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01");
        assertThat(certificates.problems())
                .containsExactly("no certificate for example.org came from authority.example: it does not like it;"
                        + " tried again at " + time.now().plusSeconds(60)
                        + ", and until then one that has signed itself is served");
        assertThat(certificates.failed()).isEqualTo(1);
        assertThat(certificates.states().get(0).failures()).isEqualTo(1);
        assertThat(isSelfSigned("example.org")).isTrue();

        refusal = null;
        time.advance(Duration.ofSeconds(59));
        certificates.look();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
        assertThat(certificates.problems()).isEmpty();
    }

    @Test
    void whatIsServedStaysWhenARenewalFails() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        ServerCertificate first = served("example.org");
        refusal = new Issuer.Refused("no");
        time.advance(Duration.ofDays(61));
        certificates.look();

        assertThat(served("example.org").leaf()).isEqualTo(first.leaf());
        assertThat(certificates.problems()).singleElement().asString().doesNotContain("signed itself");
    }

    @Test
    void oneHostThatFailsKeepsNoOtherFromItsCertificate() throws Exception {
        AcmeCertificates certificates = getting(settings("a.example", "b.example"));
        refusal = new Issuer.Refused("no");
        certificates.look();
        refusal = null;
        certificates.prepare(settings("a.example", "b.example", "c.example")).run();
        certificates.look();

        assertThat(asked).containsExactly("a.example by HTTP_01", "b.example by HTTP_01", "c.example by HTTP_01");
        assertThat(isSelfSigned("c.example")).isFalse();
    }

    @Test
    void afterARestartWhatIsKeptIsServedAndNothingIsAskedFor() throws Exception {
        AcmeCertificates before = getting(settings("example.org"));
        before.look();
        before.close();
        AcmeCertificates after = getting(settings("example.org"));
        after.look();

        assertThat(asked).hasSize(1);
        assertThat(after.problems()).isEmpty();
    }

    @Test
    void aHostThatIsTakenAwayIsAskedForNoMore() throws Exception {
        AcmeCertificates certificates = getting(settings("a.example", "b.example"));
        certificates.look();
        certificates.prepare(settings("b.example")).run();
        time.advance(Duration.ofDays(61));
        certificates.look();
        assertThat(asked).filteredOn(line -> line.startsWith("a.")).hasSize(1);
        assertThat(asked).filteredOn(line -> line.startsWith("b.")).hasSize(2);

        certificates.prepare(null).run();
        time.advance(Duration.ofDays(61));
        certificates.look();
        assertThat(asked).hasSize(3);
        assertThat(certificates.states()).isEmpty();
    }

    @Test
    void anotherAuthorityIsAskedAtOnceAndUntilThenTheCertificateOfTheOldOneIsServed() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        ServerCertificate first = served("example.org");
        certificates
                .prepare(settings(URI.create("https://other.example/dir"), "example.org"))
                .run();
        assertThat(served("example.org").leaf()).isEqualTo(first.leaf());
        assertThat(certificates.problems()).isEmpty();

        certificates.look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void oneProcessAsksAtATimeAndTheNextGoesByWhatTheFirstHasGot() throws Exception {
        AcmeCertificates first = getting(settings("example.org"));
        first.look();
        AcmeCertificates next = getting(settings("example.org"));
        time.advance(Duration.ofDays(61));
        next.look();
        assertThat(asked).hasSize(1);
        first.look();
        assertThat(asked).hasSize(2);

        first.close();
        next.look();
        assertThat(asked).hasSize(2);
        time.advance(Duration.ofDays(61));
        next.look();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aDamagedFileIsPutAsideAndAnotherOneAskedFor() throws Exception {
        getting(settings("example.org")).look();
        close();
        Files.writeString(file("example.org"), "broken");
        AcmeCertificates after = getting(settings("example.org"));
        assertThat(isSelfSigned("example.org")).isTrue();
        after.look();

        assertThat(asked).hasSize(2);
        assertThat(damaged()).singleElement().satisfies(aside -> assertThat(aside)
                .hasContent("broken"));
    }

    private List<Path> damaged() throws IOException {
        try (Stream<Path> all = Files.list(file("example.org").resolveSibling("."))) {
            return all.filter(path -> path.getFileName().toString().contains(".damaged"))
                    .sorted()
                    .toList();
        }
    }

    private Path file(String domain) {
        return AcmeFolder.certificate(state.resolve("acme"), domain);
    }

    @Test
    void whatWasDamagedBeforeStaysWhenAnotherOneIs() throws Exception {
        getting(settings("example.org"));
        for (String text : List.of("broken", "again", "and again")) {
            close();
            Files.writeString(file("example.org"), text);
            getting(settings("example.org"));
            assertThat(isSelfSigned("example.org")).isTrue();
        }

        assertThat(damaged()).hasSize(3).extracting(Files::readString).contains("broken", "again", "and again");
    }

    @Test
    void aFileThatCantBeReadIsAnErrorAndStaysWhereItIs() throws Exception {
        Path inTheWay = Files.createDirectories(file("example.org").resolve("sub"));

        assertThatThrownBy(() -> getting(settings("example.org")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file("example.org") + " can't be read: ");
        assertThat(inTheWay).exists();
        assertThat(damaged()).isEmpty();
    }

    @Test
    void oneThatCameButCantBeKeptIsKeptLaterAndNoOtherIsAskedFor() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        Path inTheWay = file("example.org").resolve("sub");
        beforeItComes = () -> {
            Files.delete(file("example.org"));
            Files.createDirectories(inTheWay);
        };
        certificates.look();
        certificates.look();
        assertThat(certificates.problems())
                .singleElement()
                .asString()
                .contains(
                        "one came, but it can't be kept: ",
                        "tried again at " + time.now().plusSeconds(60));
        assertThat(certificates.states()).allMatch(AcmeState::lasts);

        time.advance(Duration.ofMinutes(1));
        certificates.look();
        assertThat(certificates.failed()).isEqualTo(1);
        Files.delete(inTheWay);
        Files.delete(file("example.org"));
        certificates.prepare(settings("example.org", "www.example.org")).run();
        time.advance(Duration.ofMinutes(1));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "www.example.org by HTTP_01");
        assertThat(certificates.problems()).isEmpty();
        assertThat(isSelfSigned("example.org")).isFalse();

        time.advance(Duration.ofDays(50));
        certificates.look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void oneThatComesWhileTheRoundIsGivenUpIsKept() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        beforeItComes = () -> Thread.currentThread().interrupt();
        certificates.look();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(isSelfSigned("example.org")).isFalse();
        assertThat(certificates.succeeded()).isEqualTo(1);
    }

    @Test
    void anotherConfigurationOfTheSameAuthorityDoesNotMakeItAskEarlierButInItsOwnWay() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        refusal = new Issuer.Refused("too many", time.now().plus(Duration.ofHours(5)));
        certificates.look();
        refusal = null;
        AcmeSettings before = settings("example.org");
        certificates
                .prepare(new AcmeSettings(
                        DIRECTORY,
                        null,
                        "a@example.org",
                        before.domains(),
                        List.of(Proof.TLS_ALPN_01),
                        before.folder()))
                .run();
        certificates.look();
        assertThat(asked).hasSize(1);
        assertThat(certificates.states().get(0).failures()).isEqualTo(1);

        time.advance(Duration.ofHours(5));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
    }

    @Test
    void aRestartDoesNotMakeItAskEarlierAndAnotherAuthorityIsAskedAtOnce() throws Exception {
        AcmeCertificates before = getting(settings("example.org"));
        refusal = new Issuer.Refused("too many", time.now().plus(Duration.ofHours(5)));
        before.look();
        List<String> problems = before.problems();
        close();
        AcmeCertificates after = getting(settings("example.org"));
        after.look();
        assertThat(asked).hasSize(1);
        assertThat(after.problems()).isEqualTo(problems);

        close();
        getting(settings(URI.create("https://other.example/dir"), "example.org"))
                .look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsKnownOfAFailureIsForgottenWhenOneComesOrItsFileIsDamaged() throws Exception {
        Path failure = file("example.org").resolveSibling("example.org.failure");
        AcmeCertificates before = getting(settings("example.org"));
        refusal = new Issuer.Refused("no");
        before.look();
        assertThat(failure).exists();
        close();
        Files.writeString(failure, "broken");
        refusal = null;
        AcmeCertificates after = getting(settings("example.org"));
        after.look();

        assertThat(asked).hasSize(2);
        assertThat(failure).doesNotExist();
    }

    @Test
    void aFailureOfTheProcessBeforeCountsWhenTheNextOneBeginsToAsk() throws Exception {
        AcmeCertificates first = getting(settings("example.org"));
        AcmeCertificates next = getting(settings("example.org"));
        refusal = new Issuer.Refused("no");
        first.look();
        first.close();
        next.look();
        assertThat(asked).hasSize(1);

        time.advance(Duration.ofMinutes(1));
        next.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
    }

    @Test
    void whoCantLookAtTheFilesDoesNotAskAndKeepsNoOtherFromIt() throws Exception {
        AcmeCertificates first = getting(settings("a.example", "b.example"));
        AcmeCertificates next = getting(settings("a.example"));
        Path good = Files.move(file("b.example"), file("good"));
        Files.createDirectories(file("b.example").resolve("sub"));
        first.look();
        first.look();
        assertThat(asked).isEmpty();

        next.look();
        assertThat(asked).hasSize(1);
        next.close();
        Files.delete(file("b.example").resolve("sub"));
        Files.delete(file("b.example"));
        Files.move(good, file("b.example"));
        first.look();
        assertThat(asked).containsExactly("a.example by HTTP_01", "b.example by HTTP_01");
    }

    @Test
    void theKeyOfAnAccountStaysAndEachAuthorityHasAnother() throws Exception {
        AcmeFolder folder = AcmeFolder.at(AcmeSettings.folderIn(state));
        var key = folder.accountKey(DIRECTORY);

        assertThat(AcmeFolder.at(AcmeSettings.folderIn(state))
                        .accountKey(DIRECTORY)
                        .getPrivate())
                .isEqualTo(key.getPrivate());
        assertThat(folder.accountKey(URI.create("https://authority.example:14000/dir"))
                        .getPrivate())
                .isNotEqualTo(key.getPrivate());
    }

    @Test
    void aFolderThatCantBeMadeIsAnErrorBeforeAnythingIsServed() throws IOException {
        Path file = Files.writeString(state.resolve("acme"), "in the way");

        assertThatThrownBy(() -> getting(settings("example.org")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("keys and certificates can't be kept in " + file);
    }
}
