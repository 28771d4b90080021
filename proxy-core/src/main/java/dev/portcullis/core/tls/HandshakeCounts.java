package dev.portcullis.core.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How handshakes ended, since the start. Safe between threads. */
final class HandshakeCounts {

    private final Map<HandshakeEnding, LongAdder> counts = new EnumMap<>(HandshakeEnding.class);

    HandshakeCounts() {
        for (HandshakeEnding ending : HandshakeEnding.values()) {
            counts.put(ending, new LongAdder());
        }
    }

    void add(HandshakeEnding ending) {
        LongAdder count = counts.get(ending);
        if (count != null) {
            count.increment();
        }
    }

    long of(HandshakeEnding ending) {
        LongAdder count = counts.get(ending);
        return count == null ? 0 : count.sum();
    }
}
