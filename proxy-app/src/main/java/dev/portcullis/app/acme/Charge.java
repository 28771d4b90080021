package dev.portcullis.app.acme;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That this process, and no other one, gets certificates into a folder: a lock on a file there, which ends with the process at the latest.
 * A process that takes over has it only when the one before has let go, and new connections come to the new one alone: an
 * authority that asks for a proof does not reach the wrong one.
 *
 * <p>Used on one thread at a time.
 */
final class Charge implements AutoCloseable {

    private static final Set<StandardOpenOption> READ_AND_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

    private @Nullable FileChannel locked;

    /** Whether this process has it. */
    boolean isTaken() {
        return locked != null;
    }

    /** Takes it if no other process has it, and says whether it is taken now. */
    boolean take(Path folder) throws IOException {
        if (locked != null) {
            return true;
        }
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"),
                READ_AND_WRITE,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() != null) {
                locked = channel;
            }
        } catch (OverlappingFileLockException e) {
            // it is another's of this process
        } finally {
            if (locked == null) {
                channel.close();
            }
        }
        return locked != null;
    }

    /** Lets another process have it. */
    @Override
    public void close() throws IOException {
        FileChannel before = locked;
        locked = null;
        if (before != null) {
            before.close();
        }
    }
}
