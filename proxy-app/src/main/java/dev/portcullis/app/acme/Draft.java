package dev.portcullis.app.acme;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that only this program's user can read, and that is on the disk before it gets its place: who looks there sees all of it or nothing.
 * It is written and placed even if the thread is interrupted, for what it holds may not come a second time. Closed, it is gone unless it got a place.
 */
final class Draft implements AutoCloseable {

    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    private Draft(Path path) {
        this.path = path;
    }

    /**
     * Writes one.
     *
     * @param directory of the file system in which its place will be
     * @param text ASCII
     */
    static Draft of(Path directory, String text) throws IOException {
        Draft draft = new Draft(Files.createTempFile(directory, "next", ".pem", OWNERS_FILE));
        try {
            draft.write(text);
        } catch (IOException | RuntimeException e) {
            draft.close();
            throw e;
        }
        return draft;
    }

    /** By a stream, since an interruption closes channels. */
    private void write(String text) throws IOException {
        try (FileOutputStream out = new FileOutputStream(path.toFile())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
    }

    /** Puts it where another file may be, which is gone then. */
    void replace(Path file) throws IOException {
        Files.move(path, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.resolveSibling("."));
    }

    /** Puts it where no file is; one that is there, by another process that was faster, stays. */
    void fill(Path file) throws IOException {
        try {
            link(file);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        sync(file.resolveSibling("."));
    }

    private void link(Path file) throws IOException {
        try {
            Files.createLink(file, path);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) { // not every file system has links
            Files.move(path, file);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            // the file is there all the same, and the thread knows that it is interrupted
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
