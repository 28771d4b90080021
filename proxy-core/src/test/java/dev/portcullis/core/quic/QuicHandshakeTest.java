package dev.portcullis.core.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.FakeQuicConnection;
import dev.portcullis.core.tls.HandshakeEnding;
import dev.portcullis.core.tls.Handshakes;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection of QUIC until its handshake is done, or is not. */
class QuicHandshakeTest {

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Handshakes handshakes = new Handshakes();
    private final ClientHellos hellos = new ClientHellos(new RetryTokens(proxy.time, () -> true), () -> 1024);
    private final List<Runnable> afterDatagram = new ArrayList<>();
    private final List<FakeQuicConnection> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(FakeQuicConnection::finishAndReleaseAll);
        proxy.close();
    }

    private QuicHandshake begin() {
        Endpoints ends = new Endpoints(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 443));
        QuicHandshake handshake = new QuicHandshake(
                new Arrival(proxy.worker(), ends, "https", false),
                handshakes,
                hellos,
                afterDatagram::add,
                (done, protocol) -> {});
        FakeQuicConnection connection = new FakeQuicConnection();
        connections.add(connection);
        connection.pipeline().addLast(handshake);
        return handshake;
    }

    private FakeQuicConnection connection() {
        return connections.get(connections.size() - 1);
    }

    private void datagramIsRead() {
        afterDatagram.forEach(Runnable::run);
        afterDatagram.clear();
    }

    @Test
    void countsUntilTheClientIsGone() {
        begin();
        assertThat(handshakes.underWay()).isEqualTo(1);
        assertThat(proxy.worker().openCount()).isEqualTo(1);

        connection().close();
        assertThat(handshakes.underWay()).isZero();
        assertThat(handshakes.ended(HandshakeEnding.CLIENT_GONE)).isEqualTo(1);
        assertThat(proxy.worker().openCount()).isZero();
    }

    @Test
    void passesStreamsOnThatComeMeanwhile() {
        begin();

        assertThat(connection().writeInbound("a stream")).isTrue();
        assertThat(connection().<String>readInbound()).isEqualTo("a stream");
    }

    @Test
    void isEndedWhenItTakesTooLong() {
        begin();
        proxy.pass(Duration.ofSeconds(9));
        assertThat(connection().isOpen()).isTrue();
        proxy.pass(Duration.ofSeconds(1));

        assertThat(connection().isOpen()).isFalse();
        assertThat(handshakes.ended(HandshakeEnding.TOO_SLOW)).isEqualTo(1);
        assertThat(handshakes.underWay()).isZero();
    }

    @Test
    void tellsWhyItFailed() {
        begin();
        connection()
                .pipeline()
                .fireUserEventTriggered(
                        new SslHandshakeCompletionEvent(new SSLHandshakeException("alert certificate unknown")));

        assertThat(handshakes.ended(HandshakeEnding.CLIENT_REFUSED)).isEqualTo(1);
    }

    @Test
    void isEndedForAClientHelloThatIsTooLongOnceTheDatagramHasBeenRead() {
        QuicHandshake handshake = begin();
        handshake.tooLong();
        handshake.tooLong();
        assertThat(handshakes.ended(HandshakeEnding.TOO_LARGE)).isEqualTo(1);
        assertThat(connection().isOpen())
                .as("there are no keys yet to say so with")
                .isTrue();

        datagramIsRead();
        assertThat(connection().isOpen()).isFalse();
        assertThat(handshakes.underWay()).isZero();
    }

    @Test
    void isTurnedAwayOnceTheDatagramHasBeenReadWhenThereAreTooMany() {
        ProxySettings all =
                ProxySettings.of(new InetSocketAddress(0), OriginSettings.of(EmbeddedProxy.server("origin.test")));
        TlsSettings tls = TlsSettings.DEFAULT;
        TlsSettings one = new TlsSettings(
                tls.certificates(), tls.engine(), tls.clientHello(), 1, 0, tls.handshake(), tls.https(), tls.http2());
        proxy.configure(new ProxySettings(
                new ListenSettings(all.listen().listeners(), List.of(), one, true),
                all.sites(),
                all.limits(),
                all.clients(),
                all.timeouts(),
                all.loops(),
                all.banReply()));
        begin();
        begin();
        assertThat(proxy.worker().refusedCount(ConnectionRefusal.TOO_MANY_HANDSHAKES))
                .isEqualTo(1);
        assertThat(connection().isOpen()).isTrue();

        datagramIsRead();
        assertThat(connection().isOpen()).isFalse();
        assertThat(connections.get(0).isOpen()).as("the first goes on").isTrue();
        assertThat(handshakes.underWay()).isEqualTo(1);
    }
}
