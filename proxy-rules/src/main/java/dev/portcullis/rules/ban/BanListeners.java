package dev.portcullis.rules.ban;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of bans. One that fails keeps no other from hearing, and no ban from being in force. */
final class BanListeners {

    private static final Logger LOG = LoggerFactory.getLogger(BanListeners.class);

    private final List<BanListener> listeners = new CopyOnWriteArrayList<>();

    void add(BanListener listener) {
        listeners.add(listener);
    }

    void tell(Consumer<BanListener> event) {
        for (BanListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException broken) {
                LOG.error("A listener to bans failed", broken);
            }
        }
    }
}
