package dev.portcullis.core.http1;

import static dev.portcullis.core.http1.Splits.assertEvents;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.Limits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1ResponseDecoderTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void readsABodyOfKnownLength() {
        assertEvents(
                () -> Decoding.response("GET"),
                OK + "Content-Length: 5\r\n\r\nhello",
                "200 'OK' HTTP_1_1 [Content-Length=5] 5",
                "content hello",
                "end");
    }

    @Test
    void readsAChunkedBody() {
        assertEvents(
                () -> Decoding.response("GET"),
                OK + "Transfer-Encoding: chunked\r\n\r\n3;x\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
                "200 'OK' HTTP_1_1 [Transfer-Encoding=chunked] chunked",
                "content hello",
                "end");
    }

    @Test
    void takesALengthThatIsRepeatedAlikeForOne() {
        assertEvents(
                () -> Decoding.response("GET"),
                OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "200 'OK' HTTP_1_1 [Content-Length=2, Content-Length=2] 2",
                "content ok",
                "end");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200, ''",
        "'HTTP/1.1 200 ', ''",
        "HTTP/1.1 200 OK, OK",
        "HTTP/1.1 200 It is  fine, It is  fine",
        "HTTP/1.1 200 caf\u00e9, caf\u00e9",
    })
    void readsAReasonIfThereIsOne(String line, String reason) {
        assertEvents(
                () -> Decoding.response("GET"),
                line + "\r\nContent-Length: 0\r\n\r\n",
                "200 '" + reason + "' HTTP_1_1 [Content-Length=0] 0",
                "end");
    }

    @Test
    void readsHeadsThatAreNotFinalBeforeTheOneThatIs() {
        assertEvents(
                () -> Decoding.response("GET"),
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK
                        + "Content-Length: 2\r\n\r\nok",
                "100 'Continue' HTTP_1_1 [] 0",
                "103 'Early Hints' HTTP_1_1 [Link=</a>] 0",
                "200 'OK' HTTP_1_1 [Content-Length=2] 2",
                "content ok",
                "end");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304", "HEAD, 404"})
    void keepsBytesAfterAResponseThatHasNoBody(String method, int status) {
        try (Decoding decoding = Decoding.response(method)) {
            decoding.receive("HTTP/1.1 " + status + " X\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(decoding.events).containsExactly(status + " 'X' HTTP_1_1 [Content-Length=5] 0", "end");
            assertThat(decoding.decoder.hasKept()).as("surplus").isTrue();
        }
    }

    @Test
    void knowsOfSurplusWhileTheEndIsPassedOn() {
        for (int split = 1; split < "ok".length() + 1; split++) {
            try (Decoding decoding = Decoding.response("GET")) {
                List<Boolean> surplus = new ArrayList<>();
                decoding.reacting(message -> surplus.add(decoding.decoder.hasKept()));
                decoding.receive(OK + "Content-Length: 2\r\n\r\n" + "ok".substring(0, split));
                decoding.receive("ok".substring(split) + "HTTP/1.1 200 OK\r\n\r\nEVIL");
                assertThat(decoding.events).as("events").last().isEqualTo("end");
                assertThat(decoding.decoder.hasKept()).as("surplus").isTrue();
                assertThat(surplus).last().isEqualTo(split == 1);
            }
        }
    }

    @Test
    void hasNoSurplusWhenNothingCameAfter() {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive(OK + "Content-Length: 2\r\n\r\no");
            assertThat(decoding.decoder.hasKept()).as("within the body").isFalse();
            decoding.receive("k");
            assertThat(decoding.decoder.hasKept()).as("after the body").isFalse();
        }
    }

    @Test
    void readsNothingBeforeAResponseIsExpected() {
        try (Decoding decoding = Decoding.paused(new Http1ResponseDecoder(Limits.DEFAULT))) {
            decoding.receive(OK + "Content-Length: 0\r\n\r\n");
            assertThat(decoding.events).isEmpty();
            assertThat(decoding.decoder.hasKept()).isTrue();
            ((Http1ResponseDecoder) decoding.decoder).expect("GET");
            assertThat(decoding.events).as("answers nothing that was asked").containsExactly("malformed 502");
        }
    }

    @Test
    void readsTheNextResponseOnceItIsExpected() {
        try (Decoding decoding = Decoding.response("HEAD")) {
            decoding.receive(OK + "Content-Length: 9\r\n\r\n");
            ((Http1ResponseDecoder) decoding.decoder).expect("GET");
            decoding.receive(OK + "Content-Length: 1\r\n\r\nx");
            assertThat(decoding.events)
                    .containsExactly(
                            "200 'OK' HTTP_1_1 [Content-Length=9] 0",
                            "end",
                            "200 'OK' HTTP_1_1 [Content-Length=1] 1",
                            "content x",
                            "end");
        }
    }

    // A body that lasts until the origin closes

    @Test
    void endsABodyWithoutALengthWhenTheOriginCloses() {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive("HTTP/1.0 200 OK\r\n\r\nhel").receive("lo").end();
            assertThat(decoding.events)
                    .containsExactly("200 'OK' HTTP_1_0 [] until close", "content hello", "end", "inactive");
        }
    }

    @Test
    void doesNotEndABodyWithoutALengthWhenTheConnectionIsReset() {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive(OK + "\r\nhello").reset();
            assertThat(decoding.events)
                    .containsExactly(
                            "200 'OK' HTTP_1_1 [] until close",
                            "content hello",
                            "exception Connection reset by peer",
                            "inactive");
        }
    }

    @Test
    void doesNotEndABodyWithoutALengthWhenThisSideCloses() {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive(OK + "\r\nhello");
            decoding.channel.close();
            assertThat(decoding.events)
                    .containsExactly("200 'OK' HTTP_1_1 [] until close", "content hello", "inactive");
        }
    }

    @Test
    void doesNotEndWhatWasDiscardedWhenTheOriginCloses() {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive(OK + "\r\nhello");
            decoding.decoder.discard();
            decoding.receive(" world").end();
            assertThat(decoding.events)
                    .containsExactly("200 'OK' HTTP_1_1 [] until close", "content hello", "inactive");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 9\r\n\r\nhello",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                OK + "Content-Le",
                "HTTP/1.1 100 Continue\r\n\r\n",
            })
    void doesNotEndWhatIsNotWholeWhenTheOriginCloses(String text) {
        try (Decoding decoding = Decoding.response("GET")) {
            decoding.receive(text).end();
            assertThat(decoding.events).doesNotContain("end").last().isEqualTo("inactive");
        }
    }

    @Test
    void stillKnowsOfAHeadThatHadBegunWhenTheOriginCloses() {
        try (Decoding decoding = Decoding.response("GET")) {
            boolean[] within = new boolean[2];
            decoding.channel.pipeline().addLast(new InactiveProbe(decoding.decoder, within));
            decoding.receive("HTTP/1.").end();
            assertThat(within).as("while the close is passed on, and after").containsExactly(true, false);
        }
    }
}
