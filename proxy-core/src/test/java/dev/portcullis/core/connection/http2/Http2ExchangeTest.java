package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http2Client;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http2ExchangeTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: s\r\n\r\nhi";

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client().begin();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void turnsAStreamIntoARequestOfHttp1AndItsResponseBack() {
        client.send(get(1, "accept", "text/html", "cookie", "a=1", "x", "y", "cookie", "b=2"));
        assertThat(proxy.origin().sent())
                .isEqualTo("GET / HTTP/1.1\r\nHost: a.test\r\naccept: text/html\r\ncookie: a=1; b=2\r\nx: y\r\n"
                        + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: a.test\r\n"
                        + "Forwarded: for=127.0.0.1;host=\"a.test\";proto=http\r\nVia: 2.0 portcullis\r\n\r\n");
        proxy.origin().receive(OK);
        assertThat(client.heard()).isEqualTo("HEADERS 1 +4 :status: 200|server: s|content-length: 2|\nDATA 1 +1 hi\n");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
        assertThat(proxy.lastOutcome().status()).isEqualTo(200);
        assertThat(proxy.finished.get(0).protocol()).isEqualTo("HTTP/2.0");
    }

    @Test
    void servesStreamsBesideEachOtherInWhateverOrderTheirAnswersCome() {
        client.send(get(1) + get(3));
        assertThat(proxy.origins).hasSize(2);
        proxy.origins.get(1).receive(OK);
        assertThat(client.heard()).contains("DATA 3 +1 hi").doesNotContain(" 1 ");
        proxy.origins.get(0).receive(OK);
        assertThat(client.heard()).contains("DATA 1 +1 hi");
    }

    @Test
    void passesABodyOnInChunksAndItsTrailers() {
        client.send(post(1) + data(1, 0, "abc"));
        assertThat(proxy.origin().sent())
                .contains("Transfer-Encoding: chunked\r\n\r\n")
                .endsWith("3\r\nabc\r\n");
        client.send(data(1, 0, "de") + headers(1, END_STREAM, "x-sum", "5", "host", "evil"));
        assertThat(proxy.origin().sent()).isEqualTo("2\r\nde\r\n0\r\nx-sum: 5\r\n\r\n");
    }

    @Test
    void passesABodyOnWithItsLengthOnlyWhenItIsThatLong() {
        client.send(post(1, "content-length", "5") + data(1, 0, "ab"));
        assertThat(proxy.origins).as("gathered first").isEmpty();
        client.send(data(1, END_STREAM, "cde"));
        assertThat(proxy.origin().sent()).endsWith("Content-Length: 5\r\n\r\nabcde");
    }

    @Test
    void neverLetsALongBodyLookWholeBeforeItsEndHasCome() {
        String most = "x".repeat(16_000);
        client.send(post(1, "content-length", "48000") + data(1, 0, most) + data(1, 0, most));
        assertThat(proxy.origin().sent()).endsWith(most + most);
        client.send(data(1, 0, most));
        assertThat(proxy.origin().sent()).as("the last piece waits for the end").isEmpty();
        client.send(data(1, 0, "y"));
        assertThat(client.heard()).isEqualTo("RST_STREAM 1 1\n");
        assertThat(proxy.origin().channel.isActive()).as("destroyed").isFalse();
        assertThat(proxy.origin().sent()).isEmpty();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
    }

    @Test
    void passesTheLastPieceOnWithTheEndThatComesAlone() {
        String most = "x".repeat(16_000);
        client.send(post(1, "content-length", "48000") + data(1, 0, most) + data(1, 0, most) + data(1, 0, most));
        proxy.origin().sent();
        client.send(data(1, END_STREAM, ""));
        assertThat(proxy.origin().sent()).isEqualTo(most);
        proxy.origin().receive(OK);
        assertThat(client.heard()).contains("DATA 1 +1 hi");
    }

    @Test
    void waitsForTheEndOfARequestThatSaysItHasNoBody() {
        client.send(post(1, "content-length", "0"));
        assertThat(proxy.origins).isEmpty();
        client.send(data(1, END_STREAM, ""));
        assertThat(proxy.origin().sent()).contains("Content-Length: 0");
        client.send(post(3, "content-length", "0") + data(3, 0, "x"));
        assertThat(client.heard()).contains("RST_STREAM 3 1");
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void opensTheStreamsWindowOnlyAsTheOriginTakesTheBody() {
        client.send(post(1));
        proxy.origin().sent();
        proxy.origin().takes(false);
        client.send(data(1, 0, "x".repeat(16_384)) + data(1, 0, "x".repeat(16_384)) + data(1, 0, "x".repeat(16_384)));
        assertThat(client.heard()).as("held").isEmpty();
        proxy.origin().takes(true);
        assertThat(client.heard()).isEqualTo("WINDOW_UPDATE 1 49152\n");
    }

    @Test
    void readsTheOriginOnlyWhileTheStreamsWindowIsOpen() {
        client.send(settings(4, 10) + get(1) + get(3));
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(40_000));
        assertThat(client.heard()).contains("DATA 1 xxxxxxxxxx\n");
        int before = proxy.origins.get(0).reads;
        proxy.origins.get(1).receive("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
        assertThat(client.heard()).as("others go on").contains("DATA 3 +1 0123456789");
        assertThat(proxy.origins.get(0).reads).as("paused").isEqualTo(before);
        client.send(windowUpdate(1, 39_990));
        assertThat(client.heard()).contains("DATA 1 ");
        assertThat(proxy.origins.get(0).reads).as("goes on").isGreaterThan(before);
    }

    @Test
    void keepsToTheConnectionsWindowAndSharesIt() {
        client.send(settings(4, 1 << 20) + get(1) + get(3));
        for (int i = 0; i < 2; i++) {
            proxy.origins.get(i).receive("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(50_000));
        }
        assertThat(bytesOfData()).isEqualTo(65_535);
        client.send(windowUpdate(0, 40_000));
        assertThat(bytesOfData()).isEqualTo(100_000 - 65_535);
        assertThat(proxy.finished).hasSize(2);
    }

    private int bytesOfData() {
        return client.frames().stream()
                .filter(frame -> frame.type().equals("DATA"))
                .mapToInt(frame -> frame.text().length())
                .sum();
    }

    @Test
    void cancelsTheOriginsWorkWhenTheStreamIsReset() {
        client.send(get(1));
        client.send(reset(1, 8));
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        client.send(get(3));
        proxy.origin().receive(OK);
        assertThat(client.heard()).contains("DATA 3 +1 hi");
    }

    @Test
    void cancelsTheOriginsWorkWhenTheConnectionCloses() {
        client.send(get(1) + get(3));
        client.end.hangUp();
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.finished).hasSize(2);
        assertThat(proxy.worker().exchangeCount()).isZero();
    }

    @Test
    void passesInformationalHeadsAndTrailersOn() {
        client.send(get(1));
        proxy.origin().receive("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +4 :status: 103|link: </a>|\n");
        proxy.origin().receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 2\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +4 :status: 200|\nDATA 1 hi\nHEADERS 1 +5 x-sum: 2|\n");
    }

    @Test
    void endsTheStreamWithTheHeadWhereThereIsNoBody() {
        client.send(headers(1, END_STREAM, request("HEAD")));
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +5 :status: 200|content-length: 9|\n");
        client.send(get(3));
        proxy.origin().receive("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 3 +5 :status: 304|etag: \"e\"|\n");
    }

    @Test
    void takesWhatConcernsTheOriginsConnectionOutOfTheResponse() {
        client.send(get(1));
        proxy.origin()
                .receive("HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\n"
                        + "Upgrade: h2\r\nContent-Length: 0\r\nX-Kept: 1\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +5 :status: 200|x-kept: 1|content-length: 0|\n");
    }

    @Test
    void resetsTheStreamOfAResponseThatBreaksOff() {
        client.send(get(1));
        proxy.origin()
                .receive("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi")
                .hangUp();
        assertThat(client.heard()).contains("RST_STREAM 1 2").doesNotContain("+1 ");
        assertThat(client.end.channel.isActive()).isTrue();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
    }

    @Test
    void tellsAClientThatItNeedNotSendTheRestOfItsBody() {
        client.send(post(1) + data(1, 0, "abc"));
        proxy.origin().receive("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +5 :status: 403|content-length: 0|\nRST_STREAM 1 0\n");
        client.send(data(1, 0, "more") + data(1, END_STREAM, "most") + get(3));
        proxy.origin().receive(OK);
        assertThat(client.heard()).as("what was on its way is ignored").contains("DATA 3 +1 hi");
    }

    @Test
    void asksForContinueAndPassesItOn() {
        client.send(post(1, "expect", "100-continue"));
        assertThat(proxy.origin().sent()).contains("Expect: 100-continue");
        proxy.origin().receive("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +4 :status: 100|\n");
    }

    @Test
    void answersWith502WhatTheOriginRefuses() {
        proxy.dialFailures.add(new java.net.ConnectException("refused"));
        client.send(get(1));
        assertThat(client.heard())
                .contains("HEADERS 1 +4 :status: 502|content-type: text/html; charset=utf-8|cache-control: no-store|")
                .contains("DATA 1 +1 <!DOCTYPE html>");
        assertThat(proxy.lastOutcome())
                .extracting(Outcome::ending, Outcome::status)
                .containsExactly(Ending.ORIGIN_FAILED, 502);
    }
}
