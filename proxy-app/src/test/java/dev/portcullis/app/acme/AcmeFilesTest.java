package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept of certificates and accounts: who reads it, and what happens when it is damaged or can't be read or written. */
class AcmeFilesTest extends AcmeFixture {

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
