package dev.portcullis.app.store;

import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Tables of keys and values in a file. Used by one thread at a time. What fails with an IOException leaves nothing to be used any more but
 * {@link #close}.
 */
interface Shelf extends AutoCloseable {

    /** Opens a shelf. */
    interface Opener {

        /** Throws IOException, with a message for people, when that can't be done. */
        Shelf open() throws IOException;
    }

    /** Goes through a table, which must not be changed meanwhile. */
    void forEach(Table table, BiConsumer<String, byte[]> action) throws IOException;

    /** Puts a value under a key; it is kept after the next {@link #commit}. */
    void put(Table table, String key, byte[] value) throws IOException;

    /** Removes what is under a key; it is gone after the next {@link #commit}. */
    void remove(Table table, String key) throws IOException;

    /** Returns when all that was changed is on the disk. */
    void commit() throws IOException;

    /** Closes the file, so that another process may open it. Does nothing the second time. */
    @Override
    void close();
}
