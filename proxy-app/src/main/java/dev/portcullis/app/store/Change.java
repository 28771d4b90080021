package dev.portcullis.app.store;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change of what is under one key.
 *
 * @param value makes the bytes that stand there from now on; null when nothing does
 * @param pledge is redeemed when the change is on the disk; null when nobody waits for that
 */
record Change(
        Table table,
        String key,
        @Nullable Supplier<byte[]> value,
        @Nullable Pledge pledge) {

    /** Makes it. */
    void apply(Shelf shelf) throws IOException {
        if (value == null) {
            shelf.remove(table, key);
        } else {
            shelf.put(table, key, value.get());
        }
    }

    /** It is on the disk. */
    void written() {
        if (pledge != null) {
            pledge.redeem();
        }
    }

    /** It will not be. */
    void letGo() {
        if (pledge != null) {
            pledge.giveUp();
        }
    }
}
