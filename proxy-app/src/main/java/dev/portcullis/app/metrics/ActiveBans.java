package dev.portcullis.app.metrics;

import dev.portcullis.rules.ban.Ban;
import java.util.function.Consumer;

/** Where the bans in force can be gone through. */
@FunctionalInterface
public interface ActiveBans {

    /** Goes through them, in no order. */
    void forEach(Consumer<Ban> action);
}
