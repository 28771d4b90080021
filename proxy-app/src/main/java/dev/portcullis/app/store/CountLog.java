package dev.portcullis.app.store;

import dev.portcullis.rules.engine.CountKeeping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of counts: segments {@code counts-N.log} in the state directory, each of which is only appended to. When a new one holds all that
 * is counted, those before it go; until then the log is all of them, one after the other, so that there is none without a whole state at
 * any moment. Used by one thread at a time, and by one process: a file beside it is locked.
 */
final class CountLog implements CountKeeping.Output, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CountLog.class);
    private static final String LOCK = "counts.lock";
    private static final Pattern NAME = Pattern.compile("counts-(\\d{1,18})\\.log");

    private final Path directory;
    private final FileChannel lock;
    private final TreeMap<Long, Path> earlier = new TreeMap<>();
    private final ByteBuffer head = ByteBuffer.allocate(CountSegment.FRAME_HEAD);
    private final CRC32C crc = new CRC32C();
    private @Nullable FileChannel open;
    private @Nullable Path file;
    private boolean isComplete;
    private long size;

    private CountLog(Path directory, FileChannel lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(each -> {
                Matcher name = NAME.matcher(each.getFileName().toString());
                if (name.matches()) {
                    earlier.put(Long.parseLong(name.group(1)), each);
                }
            });
        }
    }

    /** Opens it, to be read and then begun anew. Throws IOException, with a message for people, when that can't be done. */
    static CountLog open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        FileChannel channel = lock(directory.resolve(LOCK));
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return new CountLog(directory, channel);
            }
        } catch (OverlappingFileLockException e) {
            // another one in this process
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("another process uses " + directory);
    }

    private static FileChannel lock(Path file) throws IOException {
        try {
            return create(file, StandardOpenOption.CREATE);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " can't be written to: it belongs to another user, or the directory does", e);
        }
    }

    /** For its owner only: it says who visited what. */
    private static FileChannel create(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(
                file,
                EnumSet.of(how, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The segments that are there, the oldest first. */
    List<Path> segments() {
        return new ArrayList<>(earlier.values());
    }

    /** Begins a segment, to be filled with all that is counted: those before it stay until it is {@linkplain #complete complete}. */
    void begin() throws IOException {
        if (open != null && file != null) {
            open.close();
            open = null;
        }
        long number = earlier.isEmpty() ? 1 : earlier.lastKey() + 1;
        Path next = directory.resolve("counts-" + number + ".log");
        open = create(next, StandardOpenOption.CREATE_NEW);
        file = next;
        isComplete = false;
        earlier.put(number, next);
        size = 0;
        append(ByteBuffer.wrap(CountSegment.header()));
    }

    /** The segment holds all that is counted: those before it go. One that can't be removed is left to the next process. */
    void complete() throws IOException {
        force();
        isComplete = true;
        for (Path each : segments()) {
            if (!each.equals(file)) {
                earlier.values().remove(each);
                remove(each);
            }
        }
    }

    private static void remove(Path segment) {
        try {
            Files.deleteIfExists(segment);
        } catch (IOException e) {
            log.warn("an old segment of the log of counts can't be removed: {}", e.toString());
        }
    }

    /** Takes back a segment that did not become complete, so that its place is free. */
    void abandon() throws IOException {
        Path failed = file;
        if (failed != null && !isComplete) {
            close();
            Files.deleteIfExists(failed);
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        crc.reset();
        crc.update(bytes, 0, length);
        head.clear().putInt(length).putInt((int) crc.getValue()).flip();
        append(head);
        append(ByteBuffer.wrap(bytes, 0, length));
    }

    private void append(ByteBuffer bytes) throws IOException {
        FileChannel to = open;
        if (to == null) {
            throw new IOException("no segment of the log of counts is open");
        }
        while (bytes.hasRemaining()) {
            size += to.write(bytes);
        }
    }

    /** Returns when all that was written is on the disk. */
    void force() throws IOException {
        if (open != null) {
            open.force(false);
        }
    }

    /** The bytes of the open segment. */
    long size() {
        return size;
    }

    /** Lets another process have it. */
    @Override
    public void close() throws IOException {
        FileChannel last = open;
        open = null;
        try {
            if (last != null) {
                last.close();
            }
        } finally {
            lock.close();
        }
    }
}
