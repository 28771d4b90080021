package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.Corpus;
import dev.portcullis.core.testing.Corpus.Case;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shared corpus at the decoders alone, which refuse every request that is to be refused: nothing is left to the proxy as a
 * whole, which {@code CorpusIT} judges.
 */
class CorpusTest {

    /** Cases that are longer than this many bytes come in larger pieces. */
    private static final int MOST_PIECES = 3_000;

    static List<Case> requests() {
        return Corpus.cases("req");
    }

    static List<Case> responses() {
        return Corpus.cases("resp");
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(requests()).hasSize(207);
        assertThat(responses()).hasSize(57);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsAreRefusedOrReadAsExpected(Case request) {
        List<String> events = events(Decoding::requests, request, false);
        switch (request.expect()) {
            case "reject" -> assertThat(events).last().asString().startsWith("malformed ");
            case "accept" -> assertThat(events).hasSizeGreaterThan(1).last().isEqualTo("end");
            default -> assertThat(events).as("no failure").noneMatch(event -> event.startsWith("exception"));
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responsesAreRefusedOrReadAsExpected(Case response) {
        List<String> events = events(() -> Decoding.response(response.method()), response, true);
        switch (response.expect()) {
            case "gw", "abort" -> assertThat(events).doesNotContain("end");
            case "clean" -> assertThat(events).contains("end").noneMatch(event -> event.startsWith("malformed"));
            default -> assertThat(events).as("no failure").noneMatch(event -> event.startsWith("exception"));
        }
    }

    private static List<String> events(Supplier<Decoding> fresh, Case read, boolean ends) {
        try (Decoding whole = fresh.get();
                Decoding single = fresh.get()) {
            whole.receive(read.bytes(), 0, read.bytes().length);
            single.receivePieces(read.bytes(), 1 + read.bytes().length / MOST_PIECES);
            if (ends) {
                List.of(whole, single).forEach(read.closes() ? Decoding::end : Decoding::reset);
            }
            assertThat(single.events).as("in pieces").isEqualTo(whole.events);
            return List.copyOf(whole.events);
        }
    }
}
