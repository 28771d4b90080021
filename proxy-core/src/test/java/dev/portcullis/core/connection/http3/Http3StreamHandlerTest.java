package dev.portcullis.core.connection.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http3Peer;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http3.DefaultHttp3UnknownFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the codec reads on a request stream becomes an exchange, and what is wrong with it ends the stream and counts. */
class Http3StreamHandlerTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: 2\r\n\r\nhi";

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http3Peer client = proxy.http3Client();

    @AfterEach
    void close() {
        proxy.close();
    }

    private void assertReset(Http3Peer.Stream stream, ErrorCode code) {
        assertThat(stream.channel.reset).as("the response").isEqualTo(code.code());
        assertThat(stream.channel.stopped).as("the request").isEqualTo(code.code());
        assertThat(stream.channel.isOpen()).isFalse();
        assertThat(stream.sent()).isEmpty();
    }

    @Test
    void makesAnExchangeOfARequestAndSendsItsResponseWithTheEnd() {
        Http3Peer.Stream stream = client.get("/a?b");

        assertThat(stream.channel.<Object>readInbound()).as("passed on").isNull();
        assertThat(proxy.origin().sent()).startsWith("GET /a?b HTTP/1.1\r\nHost: example.org\r\n");
        proxy.origin().receive(OK);
        assertThat(stream.sent()).isEqualTo("[:status=200 server=s content-length=2 ]hi|");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
        assertThat(proxy.finished.get(0).protocol()).isEqualTo("HTTP/3.0");
        assertThat(proxy.policy.malformed.get()).isZero();
    }

    @Test
    void readsOnlyWhileTheOriginTakesMore() {
        Http3Peer.Stream stream = client.open();
        assertThat(stream.reads).as("asks for the head itself").isEqualTo(1);
        stream.head("POST", "/", "content-length", "48000");
        stream.data("x".repeat(16_000));
        stream.data("x".repeat(16_000));
        proxy.origin().sent();
        proxy.origin().takes(false);
        int before = stream.reads;
        stream.data("x");
        assertThat(stream.reads).as("held").isEqualTo(before);

        proxy.origin().takes(true);
        assertThat(stream.reads).as("goes on").isEqualTo(before + 1);
    }

    @Test
    void readsTheOriginOnlyWhileTheClientTakesMore() {
        Http3Peer.Stream stream = client.get("/");
        stream.holdWrites = true;
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        for (int i = 0; i < 5; i++) {
            proxy.origin().receive("x".repeat(20_000));
        }
        int before = proxy.origin().reads;
        proxy.origin().receive("x".repeat(20_000));
        assertThat(proxy.origin().reads).as("held").isEqualTo(before);

        stream.holdWrites = false;
        stream.channel.flush();
        stream.channel.runPendingTasks();
        assertThat(proxy.origin().reads).as("goes on").isGreaterThan(before);
    }

    @Test
    void passesABodyOnWithItsTrailersAtTheEndOnly() {
        Http3Peer.Stream stream = client.open().head("POST", "/").data("abc");
        assertThat(proxy.origin().sent()).contains("Transfer-Encoding: chunked").endsWith("3\r\nabc\r\n");

        stream.data("de").fields("x-sum", "5").end();
        assertThat(proxy.origin().sent()).isEqualTo("2\r\nde\r\n0\r\nx-sum: 5\r\n\r\n");
    }

    @Test
    void neverLetsABodyLookWholeThatIsLongerThanWasSaid() {
        String most = "x".repeat(16_000);
        Http3Peer.Stream stream = client.open().head("POST", "/", "content-length", "32000");
        stream.data(most).data(most);
        proxy.origin().sent();
        stream.data("y");

        assertReset(stream, ErrorCode.MESSAGE_ERROR);
        assertThat(proxy.origin().channel.isActive()).as("the origin's work").isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void refusesABodyThatIsShorterThanWasSaid() {
        Http3Peer.Stream stream = client.open()
                .head("POST", "/", "content-length", "5")
                .data("abc")
                .end();

        assertReset(stream, ErrorCode.MESSAGE_ERROR);
        assertThat(proxy.origins).as("gathered first").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "connection, close",
        "transfer-encoding, chunked",
        "te, gzip",
        "x, 'a\r\nb: c'",
        "x, 'a\0'",
        "X-Upper, a",
        "'x y', a",
        ":unknown, a",
        ":path, /again",
        "content-length, 1"
    })
    void refusesAHeadThatHttp1CouldNotSay(String name, String value) {
        Http3Peer.Stream stream = client.open().head("GET", "/", name, value).end();

        assertReset(stream, ErrorCode.MESSAGE_ERROR);
        assertThat(proxy.origins).isEmpty();
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
        assertThat(client.connection.isOpen()).as("the connection goes on").isTrue();
    }

    @Test
    void refusesAStreamThatEndsWithoutAHead() {
        assertReset(client.open().end(), ErrorCode.REQUEST_INCOMPLETE);
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void cancelsTheOriginsWorkWhenTheClientResetsTheStream() {
        Http3Peer.Stream stream = client.get("/").fails(new IOException("reset"));

        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        assertReset(stream, ErrorCode.REQUEST_CANCELLED);
        assertThat(proxy.policy.malformed.get()).as("a visitor who leaves").isZero();
    }

    @Test
    void cancelsTheOriginsWorkWhenTheStreamIsGone() {
        Http3Peer.Stream stream = client.get("/");
        stream.channel.close();

        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        assertThat(proxy.worker().exchangeCount()).isZero();
    }

    @Test
    void whatTheCodecFindsMalformedResetsTheStream() {
        Http3Peer.Stream stream =
                client.open().fails(new Http3Exception(Http3ErrorCode.H3_MESSAGE_ERROR, "a head that is none"));

        assertReset(stream, ErrorCode.MESSAGE_ERROR);
        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }

    @Test
    void whatBreaksTheConnectionCountsOnceAndCancelsTheWork() {
        Http3Peer.Stream stream = client.get("/");
        Http3Exception broken = new Http3Exception(Http3ErrorCode.H3_FRAME_UNEXPECTED, "a frame out of place");
        stream.fails(broken).fails(broken);

        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void aFaultOfTheProgramEndsTheStreamAndIsNotTheClients() {
        client.get("/").fails(new IllegalStateException("a fault"));

        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(client.connection.isOpen()).as("there is no answer").isFalse();
        assertThat(proxy.policy.malformed.get()).isZero();
    }

    @Test
    void answersWhatPolicyRefusesWithoutTheOriginAndReadsNoBody() {
        proxy.policy.verdict = new Verdict.Throttle("rule", 7);
        Http3Peer.Stream stream = client.open().head("POST", "/", "content-length", "5");

        assertThat(stream.sent())
                .startsWith("[:status=429 ")
                .contains("retry-after=7 ")
                .endsWith("|");
        assertThat(stream.channel.stopped).isEqualTo(ErrorCode.NO_ERROR.code());
        assertThat(stream.channel.reset).isNull();
        assertThat(proxy.origins).isEmpty();
    }

    @Test
    void resetsAResponseThatBreaksOff() {
        Http3Peer.Stream stream = client.get("/");
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
        assertThat(stream.sent()).endsWith("]ab");
        proxy.origin().hangUp();

        assertThat(stream.channel.reset).isEqualTo(ErrorCode.INTERNAL_ERROR.code());
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
    }

    @Test
    void releasesAndForgetsFramesThatMeanNothing() {
        DefaultHttp3UnknownFrame frame = new DefaultHttp3UnknownFrame(0x40, Unpooled.copiedBuffer(new byte[] {1}));
        Http3Peer.Stream stream = client.open().receive(frame).head("GET", "/").end();

        assertThat(frame.refCnt()).isZero();
        assertThat(proxy.origin().sent()).startsWith("GET / ");
        assertThat(stream.channel.isOpen()).isTrue();
    }

    @Test
    void endsAStreamWhoseHeadDoesNotCome() {
        client.get("/other");
        Http3Peer.Stream stream = client.open();
        proxy.pass(Duration.ofSeconds(9));
        assertThat(stream.channel.isOpen()).isTrue();
        proxy.pass(Duration.ofSeconds(1));

        assertReset(stream, ErrorCode.REQUEST_CANCELLED);
    }
}
