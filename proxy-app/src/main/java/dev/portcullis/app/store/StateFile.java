package dev.portcullis.app.store;

import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state file: an H2 MVStore, which appends what changes and finds the last whole version of itself after a crash. Only one process
 * has it open at a time: the file is locked.
 *
 * <p>Nothing that was written is ever written over. When the file has become much larger than what it holds, that is copied to a new one,
 * which takes its place at once and whole.
 *
 * <p>A file that can't be read is moved aside, for whoever wants to look into it, and a new one begun.
 */
final class StateFile implements Shelf {

    /** Its name in the state directory. */
    static final String NAME = "portcullis.mv";

    private static final Logger log = LoggerFactory.getLogger(StateFile.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What it may grow to at least, in bytes, before it is copied. */
    private static final long LARGE = 32 << 20;
    /** How many times as large as after it was copied it becomes before it is again. */
    private static final int GROWTH = 4;

    private final Path file;
    private final long large;
    private Opened now;
    private long copyAt;

    private record Opened(MVStore store, Map<Table, MVMap<String, byte[]>> tables) {}

    private StateFile(Path file, Opened now, long large) {
        this.file = file;
        this.now = now;
        this.large = large;
        this.copyAt = large;
    }

    /**
     * Opens the file in this directory. Throws IOException, with a message for people, when it can't be opened; if that is because it is
     * damaged, it is moved aside first and a new one opened.
     */
    static StateFile open(Path directory, WallClock clock) throws IOException {
        return open(directory, clock, LARGE);
    }

    static StateFile open(Path directory, WallClock clock, long large) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory);
        }
        Path file = directory.resolve(NAME);
        try {
            return new StateFile(file, read(file), large);
        } catch (MVStoreException e) {
            if (!isDamage(e) || !Files.isReadable(file) || !Files.isWritable(file)) {
                throw unusable(file, e);
            }
            moveAside(file, clock, e);
        }
        try {
            return new StateFile(file, read(file), large);
        } catch (MVStoreException e) {
            throw unusable(file, e);
        }
    }

    private static Opened read(Path file) {
        MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .cacheSize(1)
                .open();
        try {
            store.setReuseSpace(false);
            store.setVersionsToKeep(0);
            Map<Table, MVMap<String, byte[]>> tables = new EnumMap<>(Table.class);
            for (Table table : Table.values()) {
                MVMap<String, byte[]> map = store.openMap(
                        table.word(),
                        new MVMap.Builder<String, byte[]>()
                                .keyType(StringDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
                map.forEach((key, value) -> {}); // all of it can be read
                tables.put(table, map);
            }
            return new Opened(store, tables);
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e instanceof MVStoreException ? e : damage(e);
        }
    }

    private static MVStoreException damage(RuntimeException e) {
        return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "{0}", e.toString());
    }

    private static boolean isDamage(MVStoreException e) {
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED, DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_CLOSED -> false;
            default -> true;
        };
    }

    private static IOException unusable(Path file, MVStoreException e) {
        return new IOException(
                e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
                        ? "another process uses " + file
                        : "can't use " + file + ": " + e.getMessage(),
                e);
    }

    private static void moveAside(Path file, WallClock clock, MVStoreException why) throws IOException {
        Path aside = aside(file, clock);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        log.error(
                "THE STATE FILE WAS DAMAGED: {} ({}). It is kept as {}, a new one is begun: bans of before are lost",
                file,
                why.getMessage(),
                aside);
    }

    /** Where a file that is damaged is kept for whoever wants to look into it. */
    static Path aside(Path file, WallClock clock) {
        return file.resolveSibling(file.getFileName() + ".damaged-" + STAMP.format(clock.now()));
    }

    @Override
    public void forEach(Table table, BiConsumer<String, byte[]> action) throws IOException {
        attempt(() -> table(table).forEach(action));
    }

    @Override
    public void put(Table table, String key, byte[] value) throws IOException {
        attempt(() -> table(table).put(key, value));
    }

    @Override
    public void remove(Table table, String key) throws IOException {
        attempt(() -> table(table).remove(key));
    }

    @Override
    public void commit() throws IOException {
        attempt(() -> {
            if (now.store().hasUnsavedChanges()) {
                now.store().commit();
                now.store().sync();
            }
        });
        if (now.store().getFileStore().size() > copyAt) {
            copy();
        }
    }

    private void copy() throws IOException {
        Path copied = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(copied);
        attempt(() -> {
            try {
                copyTo(copied);
                now.store().close();
                Files.move(copied, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                now = read(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        copyAt = Math.max(large, GROWTH * now.store().getFileStore().size());
    }

    private void copyTo(Path to) throws IOException {
        Opened copy = read(to);
        try {
            now.tables()
                    .forEach((table, map) -> map.forEach((key, value) ->
                            Objects.requireNonNull(copy.tables().get(table)).put(key, value)));
            copy.store().commit();
            copy.store().sync();
        } finally {
            copy.store().close();
        }
    }

    @Override
    public void close() {
        if (!now.store().isClosed()) {
            try {
                now.store().close();
            } catch (MVStoreException e) {
                log.warn("the state file was not closed well: {}", e.getMessage());
                now.store().closeImmediately();
            }
        }
    }

    private MVMap<String, byte[]> table(Table table) {
        return Objects.requireNonNull(now.tables().get(table), "every table was opened");
    }

    private static void attempt(Runnable work) throws IOException {
        try {
            work.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
