package dev.portcullis.core.connection.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.FakeQuicStream;
import dev.portcullis.core.testing.Http3Peer;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import io.netty.handler.codec.quic.QuicPathEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a connection of HTTP/3 says goodbye, whom it serves, and what it does not bear. */
class Http3ClientConnectionTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final long ALL = (1L << 62) - 4;
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http3Peer client = proxy.http3Client();

    @AfterEach
    void close() {
        proxy.close();
    }

    private void assertEndedForTooMuch() {
        assertThat(client.connection.closings).containsExactly(ErrorCode.EXCESSIVE_LOAD.code());
        assertThat(proxy.policy.malformed.get()).isPositive();
        assertThat(proxy.worker().exchangeCount()).isZero();
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
    }

    /** Does it on one stream after the other until the connection is closed; says how often. */
    private int untilClosed(Consumer<Http3Peer.Stream> step) {
        int steps = 0;
        while (client.connection.closings.isEmpty() && steps < 1000) {
            steps++;
            step.accept(client.open());
            client.connection.runPendingTasks();
        }
        return steps;
    }

    @Test
    void drainsInTwoStepsAndFinishesWhatIsUnderWay() {
        Http3Peer.Stream under = client.get("/under-way");
        proxy.worker().drain();
        assertThat(client.goAways()).containsExactly(ALL);
        Http3Peer.Stream late = client.get("/late");
        assertThat(proxy.origins).as("still served").hasSize(2);
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.goAways()).containsExactly(8L);

        Http3Peer.Stream refused = client.get("/refused");
        assertThat(refused.channel.reset).isEqualTo(ErrorCode.REQUEST_REJECTED.code());
        assertThat(proxy.origins).as("no more").hasSize(2);
        proxy.origins.get(0).receive(OK);
        proxy.origins.get(1).receive(OK);
        assertThat(under.sent()).endsWith("hi|");
        assertThat(late.sent()).endsWith("hi|");
        assertThat(client.connection.isOpen())
                .as("what is lost can be sent again")
                .isTrue();
        proxy.pass(Duration.ofSeconds(11));
        assertThat(client.connection.closings).containsExactly(ErrorCode.NO_ERROR.code());
        assertThat(proxy.finished).allMatch(exchange -> exchange.outcome().ending() == Ending.SERVED);
    }

    @Test
    void closesWhenItIsIdle() {
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.connection.isOpen()).isTrue();
        proxy.pass(Duration.ofSeconds(1));

        assertThat(client.connection.closings).containsExactly(ErrorCode.NO_ERROR.code());
        assertThat(proxy.worker().openCount()).isZero();
    }

    @Test
    void cutsABannedClientsStreamsAndCloses() throws IOException {
        client.get("/1");
        client.get("/2");
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getLoopbackAddress()));
        proxy.worker().recheck(Runnable::run);

        assertThat(client.connection.isOpen()).isFalse();
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.finished)
                .hasSize(2)
                .allMatch(exchange -> exchange.outcome().ending() == Ending.CUT_OFF);
    }

    @Test
    void takesNoMoreRequestsOnceItHasComeToAnotherClientsAddress() {
        Http3Peer.Stream under = client.get("/under-way");
        client.happens(new QuicPathEvent.PeerMigrated(HERE, new InetSocketAddress("127.0.0.9", 50_000)));

        assertThat(client.goAways()).containsExactly(4L);
        assertThat(client.get("/moved").channel.reset).isEqualTo(ErrorCode.REQUEST_REJECTED.code());
        proxy.origin().receive(OK);
        assertThat(under.sent()).endsWith("hi|");
        assertThat(proxy.finished).singleElement().satisfies(exchange -> assertThat(
                        exchange.facts().client().toString())
                .isEqualTo("127.0.0.1"));
    }

    @Test
    void aBanOfTheAddressItHasComeToEndsIt() throws IOException {
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getByName("127.0.0.9")));
        client.get("/under-way");
        client.happens(new QuicPathEvent.PeerMigrated(HERE, new InetSocketAddress("127.0.0.9", 50_000)));

        assertThat(client.connection.isOpen()).isFalse();
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void servesOnWhenOnlyThePortChanges() {
        client.happens(
                new QuicPathEvent.PeerMigrated(HERE, new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_001)));

        assertThat(client.goAways()).isEmpty();
        client.get("/");
        proxy.origin().receive(OK);
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.SERVED);
    }

    @Test
    void endsAfterTwoHundredRequestsThatAreCancelled() {
        int steps = untilClosed(stream -> stream.head("GET", "/").end().fails(new IOException("reset")));

        assertThat(steps).isEqualTo(Forbearance.RESETS + 1);
        assertEndedForTooMuch();
    }

    @Test
    void endsAfterTwoHundredRequestsThatItHadToReset() {
        int steps = untilClosed(stream -> stream.head("GET", "/", "te", "gzip"));

        assertThat(steps).isEqualTo(Forbearance.RESETS + 1);
        assertEndedForTooMuch();
    }

    @Test
    void endsAfterFramesWithoutUse() {
        Http3Peer.Stream stream = client.open().head("POST", "/");
        for (int i = 0; i < Forbearance.IDLE_FRAMES + 10 && client.connection.closings.isEmpty(); i++) {
            stream.data("");
            client.connection.runPendingTasks();
        }

        assertEndedForTooMuch();
    }

    @Test
    void endsAfterTooManyOneWayStreams() {
        for (int i = 0; i <= 100; i++) {
            assertThat(client.connection.closings).isEmpty();
            FakeQuicStream stream = new FakeQuicStream(client.connection, QuicStreamType.UNIDIRECTIONAL, 2 + 4L * i);
            client.connection.writeInbound(stream);
            assertThat(client.connection.<Object>readInbound()).as("passed on").isSameAs(stream);
            stream.finishAndReleaseAll();
        }
        client.connection.runPendingTasks();

        assertEndedForTooMuch();
    }

    @Test
    void givesUpAllWorkWhenTheClientIsGone() {
        client.get("/1");
        client.get("/2");
        client.connection.close();

        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.finished)
                .hasSize(2)
                .allMatch(exchange -> exchange.outcome().ending() == Ending.CLIENT_GONE);
        assertThat(proxy.worker().openCount()).isZero();
    }

    @Test
    void closesForAFaultOfTheProgram() {
        client.connection.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));

        assertThat(client.connection.isOpen()).isFalse();
        assertThat(proxy.policy.malformed.get()).isZero();
    }
}
