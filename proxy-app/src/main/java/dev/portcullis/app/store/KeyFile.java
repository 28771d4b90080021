package dev.portcullis.app.store;

import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret under which fingerprints are made, in the state directory, so that the next process makes the same: for its owner only, and
 * never there in part. Who has it can tell whether a text that they guess is among what is counted.
 */
public final class KeyFile {

    /** Its name in the state directory. */
    static final String NAME = "fingerprint.key";

    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);
    private static final int DIGITS = 32;

    private KeyFile() {}

    /** The key that is kept in this directory, a new one when there is none. One that is not kept when that fails. */
    public static FingerprintKey in(Path directory, WallClock clock) {
        Path file = directory.resolve(NAME);
        try {
            if (Files.exists(file)) {
                FingerprintKey kept = read(file);
                if (kept != null) {
                    return kept;
                }
                Path aside = StateFile.aside(file, clock);
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                log.error("THE KEY FILE WAS DAMAGED: {}. It is kept as {}; all counts begin anew", file, aside);
            }
            return write(file);
        } catch (IOException e) {
            tellOfNoKey(file, e);
            return FingerprintKey.random();
        }
    }

    /** Without the directory nothing is kept, which others tell of. */
    private static void tellOfNoKey(Path file, IOException why) {
        if (Files.isDirectory(file.resolveSibling("."))) {
            log.warn(
                    "no key is kept: counts by agent, path, host or session begin anew at each start: {}",
                    why.toString());
        }
    }

    private static @Nullable FingerprintKey read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (text.length() != DIGITS || !text.chars().allMatch(HexFormat::isHexDigit)) {
            return null;
        }
        return new FingerprintKey(Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, 32, 16));
    }

    /** Two processes that start at once end up with the same. */
    private static FingerprintKey write(Path file) throws IOException {
        FingerprintKey key = FingerprintKey.random();
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                NAME,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                String text = String.format("%016x%016x%n", key.first(), key.second());
                out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
                out.force(true);
            }
            Files.createLink(file, fresh);
            return key;
        } catch (FileAlreadyExistsException e) {
            FingerprintKey other = read(file);
            return other == null ? key : other;
        } catch (UnsupportedOperationException | FileSystemException e) { // not every file system has links
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return key;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
