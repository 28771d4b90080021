package dev.portcullis.app.store;

import dev.portcullis.app.report.AddressInput;
import dev.portcullis.rules.safety.LearnedAdmins.Spared;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Clients that are spared as administrators: the key is the client, the value the second in which that ends. */
final class AdminCodec {

    private AdminCodec() {}

    static byte[] encode(Spared spared) {
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(spared.until().getEpochSecond())
                .array();
    }

    /** Null when it can't be read. */
    static @Nullable Spared decode(String key, byte[] value) {
        try {
            return new Spared(
                    AddressInput.parse(key),
                    Instant.ofEpochSecond(ByteBuffer.wrap(value).getLong()));
        } catch (BufferUnderflowException | DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }
}
