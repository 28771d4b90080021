package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;

/** The same bytes in every way that a network may deliver them: whole, byte by byte, and in two pieces at every point. */
final class Splits {

    private Splits() {}

    /** However the text comes, these are the events. */
    static void assertEvents(Supplier<Decoding> fresh, String text, String... expected) {
        assertEvents(fresh, text, List.of(expected));
    }

    static void assertEvents(Supplier<Decoding> fresh, String text, List<String> expected) {
        byte[] bytes = Decoding.bytes(text);
        try (Decoding whole = fresh.get()) {
            assertThat(whole.receive(text).events).as("whole").isEqualTo(expected);
        }
        try (Decoding single = fresh.get()) {
            assertThat(single.receivePieces(bytes, 1).events).as("byte by byte").isEqualTo(expected);
        }
        for (int at = 1; at < bytes.length; at++) {
            try (Decoding split = fresh.get()) {
                assertThat(split.receive(bytes, 0, at).receive(bytes, at, bytes.length).events)
                        .as("split after %d bytes", at)
                        .isEqualTo(expected);
            }
        }
    }
}
