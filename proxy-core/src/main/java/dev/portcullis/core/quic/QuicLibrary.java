package dev.portcullis.core.quic;

import io.netty.handler.codec.quic.Quic;
import org.jspecify.annotations.Nullable;

/** Whether QUIC can be spoken on this machine. */
public final class QuicLibrary {

    private QuicLibrary() {}

    /** Why it can't, in words for people; null when it can. Loads the native library. */
    public static @Nullable String fault() {
        if (Quic.isAvailable()) {
            return null;
        }
        Throwable root = Quic.unavailabilityCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return "HTTP/3 can't be spoken on this machine" + (root == null ? "" : ": " + root.getMessage());
    }
}
