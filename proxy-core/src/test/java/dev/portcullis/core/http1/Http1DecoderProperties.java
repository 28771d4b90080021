package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds of both decoders for bytes of every kind: noise, sound messages, and sound messages with something wrong in them. */
class Http1DecoderProperties {

    private static final List<String> REQUEST_PARTS = List.of(
            "GET / HTTP/1.1\r\n",
            "POST /a?b HTTP/1.1\r\n",
            "GET http://b/ HTTP/1.0\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            "Expect: 100-continue\r\n",
            "Connection: close, x\r\n",
            "Content_Length: 3\r\n");

    private static final List<String> RESPONSE_PARTS = List.of(
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.0 404\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 204 \r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "Content-Length: 3\r\n");

    private static final List<String> SHARED_PARTS = List.of(
            "Host: a\r\n",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "X-A:\tb c \r\n",
            "X-\u00e9: b\r\n",
            "X: \u00e9\r\n",
            "\r\n",
            "3\r\nabc\r\n",
            "5;a=\"b\"\r\nhello\r\n",
            "0\r\n\r\n",
            "0\r\nT: 1\r\n\r\n",
            "a",
            "F",
            " ",
            ":",
            ";",
            "\"",
            "\r",
            "\n",
            "\0");

    @Property
    void noBytesMakeAReaderOfRequestsFail(
            @ForAll("requests") byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int size) {
        assertSane(Decoding::requests, bytes, size);
    }

    @Property
    void noBytesMakeAReaderOfResponsesFail(
            @ForAll("responses") byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int size) {
        assertSane(() -> Decoding.response("GET"), bytes, size);
    }

    @Property
    void noNoiseMakesAReaderFail(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int size) {
        assertSane(Decoding::requests, bytes, size);
        assertSane(() -> Decoding.response("HEAD"), bytes, size);
    }

    @Property
    void requestsAreTheSameHoweverTheyAreCut(
            @ForAll("requests") byte[] bytes, @ForAll @Size(max = 5) List<@IntRange(max = 400) Integer> cuts) {
        assertSameWhenCut(Decoding::requests, bytes, cuts);
    }

    @Property
    void responsesAreTheSameHoweverTheyAreCut(
            @ForAll("responses") byte[] bytes, @ForAll @Size(max = 5) List<@IntRange(max = 400) Integer> cuts) {
        assertSameWhenCut(() -> Decoding.response("GET"), bytes, cuts);
    }

    @Property
    void aRequestThatWasAcceptedReadsBackTheSame(@ForAll("requests") byte[] bytes) {
        try (Decoding first = Decoding.requests()) {
            first.receive(bytes, 0, bytes.length);
            for (Object message : first.heads) {
                RequestHead head = (RequestHead) message;
                String line = head.method() + " " + head.target().raw() + " "
                        + head.version().text() + "\r\n";
                try (Decoding again = Decoding.requests()) {
                    again.receive(line + lines(head.fields()) + "\r\n");
                    assertThat(again.events.get(0)).isEqualTo(Decoding.describe(head));
                }
            }
        }
    }

    @Property
    void aResponseThatWasAcceptedReadsBackTheSame(@ForAll("responses") byte[] bytes) {
        try (Decoding first = Decoding.response("GET")) {
            first.receive(bytes, 0, bytes.length);
            for (Object message : first.heads) {
                ResponseHead head = (ResponseHead) message;
                String line = head.version().text() + " " + head.status() + " " + head.reason() + "\r\n";
                try (Decoding again = Decoding.response("GET")) {
                    again.receive(line + lines(head.fields()) + "\r\n");
                    assertThat(again.events.get(0)).isEqualTo(Decoding.describe(head));
                }
            }
        }
    }

    private static String lines(Fields fields) {
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < fields.size(); i++) {
            fields.writeLine(i, out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whatever comes: no exception, nothing after a refusal, an end after each head that has been begun but the last. */
    private static void assertSane(Supplier<Decoding> fresh, byte[] bytes, int size) {
        try (Decoding decoding = fresh.get()) {
            decoding.receivePieces(bytes, size).end();
            List<String> events = decoding.events;
            assertThat(events).noneMatch(event -> event.startsWith("exception") || event.startsWith("unexpected"));
            assertThat(events).last().isEqualTo("inactive");
            for (int i = 0; i < events.size() - 2; i++) {
                assertThat(events.get(i)).as("before another event").doesNotStartWith("malformed");
            }
            long ends = events.stream().filter(event -> event.startsWith("end")).count();
            assertThat(ends).isLessThanOrEqualTo(decoding.heads.size());
        }
    }

    private static void assertSameWhenCut(Supplier<Decoding> fresh, byte[] bytes, List<Integer> cuts) {
        try (Decoding whole = fresh.get();
                Decoding cut = fresh.get()) {
            whole.receive(bytes, 0, bytes.length).end();
            int at = 0;
            for (int next : cuts.stream().sorted().distinct().toList()) {
                if (next > at && next < bytes.length) {
                    cut.receive(bytes, at, next);
                    at = next;
                }
            }
            cut.receive(bytes, at, bytes.length).end();
            assertThat(cut.events).isEqualTo(whole.events);
        }
    }

    @Provide
    Arbitrary<byte[]> requests() {
        return messages(REQUEST_PARTS);
    }

    @Provide
    Arbitrary<byte[]> responses() {
        return messages(RESPONSE_PARTS);
    }

    private static Arbitrary<byte[]> messages(List<String> own) {
        Arbitrary<String> parts =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(own)), Tuple.of(4, Arbitraries.of(SHARED_PARTS)));
        Arbitrary<byte[]> sound =
                parts.list().ofMaxSize(12).map(list -> Decoding.bytes(own.get(0) + String.join("", list)));
        return Arbitraries.frequencyOf(Tuple.of(3, sound), Tuple.of(1, sound.flatMap(Http1DecoderProperties::damaged)));
    }

    /** With one byte replaced. */
    private static Arbitrary<byte[]> damaged(byte[] bytes) {
        return Arbitraries.integers().between(0, bytes.length - 1).flatMap(at -> Arbitraries.bytes()
                .map(replacement -> {
                    byte[] copy = Arrays.copyOf(bytes, bytes.length);
                    copy[at] = replacement;
                    return copy;
                }));
    }
}
