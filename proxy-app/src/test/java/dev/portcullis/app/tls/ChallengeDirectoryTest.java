package dev.portcullis.app.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengeDirectoryTest {

    @TempDir
    private Path webroot = Path.of("");

    private final ChallengeDirectory challenges = new ChallengeDirectory();
    private Path directory = Path.of("");

    @BeforeEach
    void makeAChallenge() throws IOException {
        directory = Files.createDirectories(webroot.resolve(".well-known/acme-challenge"));
        Files.writeString(directory.resolve("a-Token_1"), "a-Token_1.key");
        Files.writeString(webroot.resolve("secret"), "secret");
        challenges.serve(webroot);
    }

    @Test
    void answersWithTheFileOfTheToken() {
        assertThat(challenges.answer("a-Token_1")).asString().isEqualTo("a-Token_1.key");
    }

    @Test
    void knowsNoOtherFile() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), webroot.resolve("secret"));
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("large"), "x".repeat(5000));

        for (String token : new String[] {
            "",
            "none",
            "../../secret",
            "..%2F..%2Fsecret",
            "/etc/passwd",
            "a-Token_1?x",
            "a-Token_1/",
            ".",
            "..",
            "a-Token_1\0",
            "link",
            "folder",
            "large",
            "x".repeat(200)
        }) {
            assertThat(challenges.answer(token)).as(token).isNull();
        }
    }

    @Test
    void answersNothingWithoutADirectory() {
        challenges.serve(null);

        assertThat(challenges.answer("a-Token_1")).isNull();
    }
}
