package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http2Client;
import dev.portcullis.rules.api.Outcome.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSocket by the extended CONNECT (RFC 8441). */
class Http2WebSocketTest {

    private static final String ASK = headers(
            1,
            0,
            ":method",
            "CONNECT",
            ":protocol",
            "websocket",
            ":scheme",
            "http",
            ":path",
            "/chat",
            ":authority",
            "a.test",
            "sec-websocket-version",
            "13",
            "sec-websocket-key",
            "theirs",
            "origin",
            "http://a.test");
    private static final String SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: p\r\n\r\n";

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client().begin();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void asksTheOriginForAnUpgradeAndPassesBytesBothWays() {
        client.send(ASK + data(1, 0, "early"));
        assertThat(proxy.origin().sent())
                .startsWith("GET /chat HTTP/1.1\r\nHost: a.test\r\n")
                .containsPattern("\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n")
                .contains("\r\nsec-websocket-version: 13\r\n", "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
                .doesNotContain("theirs", "early", "chunked");
        proxy.origin().receive(SWITCH + "hello");
        assertThat(client.heard()).isEqualTo("HEADERS 1 +4 :status: 200|sec-websocket-protocol: p|\nDATA 1 hello\n");
        assertThat(proxy.origin().sent()).isEqualTo("early");
        client.send(data(1, 0, "ping"));
        assertThat(proxy.origin().sent()).isEqualTo("ping");
    }

    @Test
    void endsTheStreamWhenTheOriginCloses() {
        client.send(ASK);
        proxy.origin().receive(SWITCH + "bye").hangUp();
        assertThat(client.heard()).endsWith("DATA 1 +1 bye\nRST_STREAM 1 0\n");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
        assertThat(client.end.channel.isActive()).isTrue();
    }

    @Test
    void closesTheOriginsSideWhenTheClientEndsOrResetsTheStream() {
        client.send(ASK);
        proxy.origin().receive(SWITCH);
        client.send(data(1, END_STREAM, "bye"));
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
    }

    @Test
    void passesOnWhatTheOriginSaysInstead() {
        client.send(ASK);
        proxy.origin().receive("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        assertThat(client.heard()).contains(":status: 403|").contains("RST_STREAM 1 0");
    }

    /** Any 2xx would tell the client that the tunnel is open (RFC 8441 5). */
    @Test
    void takesNoPageForAnOpenTunnel() {
        client.send(ASK);
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
        assertThat(client.heard()).contains(":status: 502|").doesNotContain("page");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
    }

    @Test
    void keepsManySmallPiecesUntilTheTunnelIsOpen() {
        client.send(ASK);
        StringBuilder pieces = new StringBuilder();
        for (int i = 0; i < 65_535; i++) {
            pieces.append(data(1, 0, "x"));
        }
        client.send(pieces.toString());
        proxy.origin().sent();
        proxy.origin().receive(SWITCH);
        assertThat(proxy.origin().sent()).isEqualTo("x".repeat(65_535));
    }

    @Test
    void letsGoOfManySmallPiecesWhenTheClientGoes() {
        client.send(ASK);
        StringBuilder pieces = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            pieces.append(data(1, 0, "x"));
        }
        client.send(pieces.toString());
        client.end.hangUp();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
    }

    @Test
    void refusesOtherProtocolsAndPlainConnect() {
        client.send(headers(
                1, 0, ":method", "CONNECT", ":protocol", "h3", ":scheme", "http", ":path", "/", ":authority", "a"));
        assertThat(client.heard()).contains(":status: 501|");
        client.send(headers(3, 0, ":method", "CONNECT", ":authority", "a.test:443"));
        assertThat(client.heard()).contains(":status: 405|");
        client.send(headers(5, 0, request("GET", ":protocol", "websocket")));
        assertThat(client.heard()).contains("RST_STREAM 5 1");
        assertThat(proxy.origins).isEmpty();
    }
}
