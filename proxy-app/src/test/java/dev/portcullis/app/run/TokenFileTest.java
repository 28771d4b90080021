package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.admin.Access;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.rules.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    private static final String GIVEN = "0123456789-0123456789";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aTokenIsMadeWhereTheConfigurationGivesNoneAndOnlyItsOwnerReadsIt() throws IOException {
        try (TokenFile file = TokenFile.of(configuration(null), null)) {
            Path written = directory.resolve("admin.token");

            assertThat(Files.readString(written)).isEqualTo(file.get().token() + "\n");
            assertThat(file.get().token()).matches("[A-Za-z0-9_-]{43}");
            assertThat(file.get().tokenFile()).isEqualTo(written.toString());
            assertThat(file.get().isLocal()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                    .isEqualTo("rw-------");
            assertThat(file.get().toString()).doesNotContain(file.get().token());
        }
        assertThat(directory.resolve("admin.token"))
                .as("the state directory keeps it")
                .exists();
    }

    @Test
    void eachStartMakesAnotherToken() throws IOException {
        try (TokenFile first = TokenFile.of(configuration(null), null);
                TokenFile second = TokenFile.of(configuration(null), null)) {
            assertThat(first.get().token()).isNotEqualTo(second.get().token());
            assertThat(Files.readString(directory.resolve("admin.token")))
                    .isEqualTo(second.get().token() + "\n");
        }
    }

    @Test
    void aFileThatSomebodyElsePutThereIsReplacedAndNotWrittenThrough() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "precious");
        Files.createSymbolicLink(directory.resolve("admin.token"), elsewhere);
        try (TokenFile file = TokenFile.of(configuration(GIVEN), null)) {
            assertThat(Files.readString(elsewhere)).isEqualTo("precious");
            assertThat(Files.isSymbolicLink(directory.resolve("admin.token"))).isFalse();
            assertThat(file.get().token()).isEqualTo(GIVEN);
        }
    }

    @Test
    void withoutAStateDirectoryItIsInOneOfItsOwnThatGoesWithTheProcess() throws IOException {
        Configuration off = ConfigurationReader.parse(
                        "test", "origin = \"http://127.0.0.1:8080\", state-directory = off", new ManualTime())
                .value()
                .orElseThrow();
        Path file;
        try (TokenFile token = TokenFile.of(off, null)) {
            file = Path.of(Objects.requireNonNull(token.get().tokenFile()));
            assertThat(Files.readString(file)).isEqualTo(token.get().token() + "\n");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(Objects.requireNonNull(file.getParent()))))
                    .isEqualTo("rwx------");
        }
        assertThat(file).doesNotExist();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void aReloadChangesTheTokenInForceAndTheFile() throws IOException {
        try (TokenFile file = TokenFile.of(configuration(GIVEN), null)) {
            file.take(settings("another-token-of-many-letters"));
            assertThat(file.get().token()).isEqualTo("another-token-of-many-letters");
            assertThat(Files.readString(directory.resolve("admin.token"))).isEqualTo("another-token-of-many-letters\n");

            file.take(settings(null));
            String made = file.get().token();
            assertThat(made).isNotEqualTo(GIVEN).hasSize(43);

            file.take(settings(null));
            assertThat(file.get().token()).as("nothing has changed").isEqualTo(made);
        }
    }

    @Test
    void aFileThatCantBeWrittenLeavesTheListenerWithItsToken() throws IOException {
        TokenFile file = TokenFile.of(configuration(GIVEN), null);
        Path path = directory.resolve("admin.token");
        Files.delete(path);
        Files.createDirectories(path.resolve("in-the-way"));
        file.take(settings("another-token-of-many-letters"));
        Access access = file.get();

        assertThat(access.token()).isEqualTo("another-token-of-many-letters");
        assertThat(access.tokenFile()).isNull();
        file.close();
    }

    private Configuration configuration(@Nullable String token) {
        String admin = token == null ? "" : ", admin.token = \"" + token + "\"";
        return ConfigurationReader.parse(
                        "test",
                        "origin = \"http://127.0.0.1:8080\", state-directory = \"" + directory + "\"" + admin,
                        new ManualTime())
                .value()
                .orElseThrow();
    }

    private AdminSettings settings(@Nullable String token) {
        return new AdminSettings(configuration(null).admin().listen(), token);
    }
}
