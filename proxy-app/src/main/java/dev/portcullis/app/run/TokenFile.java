package dev.portcullis.app.run;

import dev.portcullis.app.admin.Access;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.app.report.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administrator's token, in a file that only this program's user and root can read: who can read it may give this program's commands. It is
 * in the state directory, or in a directory of its own among the temporary files. A process that takes over goes on with the token of the one
 * before, so that commands given in between reach either.
 */
final class TokenFile implements Supplier<Access>, AutoCloseable {

    /** The name of the file; commands read no other. */
    static final String NAME = "admin.token";

    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final int BYTES = 32;

    private final @Nullable Path directory;
    private final @Nullable Path temporary;
    private volatile Access access;
    private @Nullable String given;

    private TokenFile(Access access, @Nullable Path directory, @Nullable Path temporary, @Nullable String given) {
        this.access = access;
        this.directory = directory;
        this.temporary = temporary;
        this.given = given;
    }

    static TokenFile of(Configuration configuration, @Nullable Predecessor predecessor) {
        AdminSettings settings = configuration.admin();
        String given = settings.token();
        String kept = predecessor == null ? "" : predecessor.token();
        String token = given != null ? given : kept.isEmpty() ? random() : kept;
        if (!settings.isLocal()) {
            log.warn(
                    "the administrator's listener on {} can be reached from elsewhere: whoever asks needs admin.token, which"
                            + " passes the network as it is",
                    Endpoint.text(settings.listen()));
        }
        Path directory = configuration.state().directory();
        Path temporary = null;
        try {
            if (directory == null || !Files.isWritable(directory)) {
                directory = Files.createTempDirectory("portcullis");
                temporary = directory;
            }
            Path file = write(directory, token);
            return new TokenFile(new Access(token, file.toString(), settings.isLocal()), directory, temporary, given);
        } catch (IOException e) {
            log.error(
                    "the administrator's token can't be written, and commands that change anything need it: {}",
                    e.toString());
            return new TokenFile(new Access(token, null, settings.isLocal()), null, temporary, given);
        }
    }

    private static Path write(Path directory, String token) throws IOException {
        Path fresh = Files.createTempFile(
                directory,
                NAME,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, token + "\n", StandardCharsets.US_ASCII);
        return Files.move(fresh, directory.toAbsolutePath().resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the listener wants to be told just now. */
    @Override
    public Access get() {
        return access;
    }

    /**
     * Wants another token from now on, if the configuration gives another than before: that one, or if it gives none any more one that is made
     * now.
     */
    synchronized void take(AdminSettings settings) {
        if (Objects.equals(settings.token(), given)) {
            return;
        }
        given = settings.token();
        String token = given == null ? random() : given;
        String file = null;
        try {
            file = directory == null ? null : write(directory, token).toString();
        } catch (IOException e) {
            log.error("the administrator's new token can't be written, and commands need it: {}", e.toString());
        }
        access = new Access(token, file, access.isLocal());
    }

    /** Removes what is only of this process. */
    @Override
    public void close() throws IOException {
        if (temporary != null) {
            Files.deleteIfExists(temporary.resolve(NAME));
            Files.deleteIfExists(temporary);
        }
    }
}
