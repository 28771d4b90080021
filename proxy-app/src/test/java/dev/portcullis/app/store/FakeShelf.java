package dev.portcullis.app.store;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A disk in memory, that is full, or hangs, when the test says so. What is committed outlives its closing. */
final class FakeShelf implements Shelf.Opener {

    private final Map<String, byte[]> committed = new TreeMap<>();
    volatile boolean full;
    volatile @Nullable Error failure;
    volatile boolean open;
    volatile int commits;
    private volatile boolean hangs;

    synchronized void hang() {
        hangs = true;
    }

    synchronized void goOn() {
        hangs = false;
        notifyAll();
    }

    synchronized int size() {
        return committed.size();
    }

    @Override
    public Shelf open() throws IOException {
        if (open) {
            throw new IOException("another process uses it");
        }
        check();
        open = true;
        return new Opened();
    }

    private void check() throws IOException {
        Error wanted = failure;
        if (wanted != null) {
            throw wanted;
        }
        if (full) {
            throw new IOException("no space left on device");
        }
    }

    private final class Opened implements Shelf {

        private final Map<String, byte[]> now = new TreeMap<>(committed);

        @Override
        public void forEach(Table table, BiConsumer<String, byte[]> action) {
            new TreeMap<>(now).forEach((key, value) -> {
                if (key.startsWith(table.word() + "/")) {
                    action.accept(key.substring(table.word().length() + 1), value);
                }
            });
        }

        @Override
        public void put(Table table, String key, byte[] value) {
            now.put(table.word() + "/" + key, value);
        }

        @Override
        public void remove(Table table, String key) {
            now.remove(table.word() + "/" + key);
        }

        @Override
        public void commit() throws IOException {
            synchronized (FakeShelf.this) {
                while (hangs) {
                    try {
                        FakeShelf.this.wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                check();
                committed.clear();
                committed.putAll(now);
                commits++;
            }
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
