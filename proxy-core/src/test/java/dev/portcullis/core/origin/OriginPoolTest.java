package dev.portcullis.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OriginPoolTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy proxy = proxyWith(new PoolSettings(2, Duration.ofSeconds(4)));

    private static EmbeddedProxy proxyWith(PoolSettings pool) {
        OriginSettings origin = new OriginSettings(
                List.of(EmbeddedProxy.server("origin.test")),
                Balance.ROUND_ROBIN,
                "",
                HealthSettings.DEFAULT,
                pool,
                ProxyProtocol.OFF);
        return new EmbeddedProxy(ProxySettings.of(new InetSocketAddress(0), origin));
    }

    @Test
    void countsWhatServesAndWhatWaits() {
        proxy.client().receive(GET);
        assertThat(proxy.totals.active()).isEqualTo(1);
        proxy.origins.get(0).receive(OK);
        assertThat(proxy.totals.active()).isZero();
        assertThat(proxy.totals.idle()).isEqualTo(1);
        assertThat(proxy.totals.opened()).isEqualTo(1);
    }

    @Test
    void takesTheConnectionUsedLastAndKeepsNoMoreThanAllowed() {
        List<End> clients = List.of(proxy.client(), proxy.client(), proxy.client());
        clients.forEach(client -> client.receive(GET));
        proxy.origins.get(0).receive(OK);
        assertThat(proxy.origins.get(0).channel.isActive())
                .as("two others serve, and no more than two are to be kept")
                .isFalse();
        proxy.origins.get(1).receive(OK);
        proxy.origins.get(2).receive(OK);
        assertThat(proxy.totals.idle()).isEqualTo(2);
        proxy.origins.forEach(End::sent);
        clients.get(0).receive(GET);
        assertThat(proxy.origins.get(2).sent()).as("used last").startsWith("GET / ");
    }

    @Test
    void closesWhatHasBeenIdleForTooLong() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);
        proxy.pass(Duration.ofMillis(3999));
        assertThat(proxy.origins.get(0).channel.isActive()).isTrue();
        proxy.pass(Duration.ofMillis(1));
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(proxy.totals.idle()).isZero();
    }

    /** What came after it may still be in the socket, into which there is no look here. */
    @Test
    void usesNoConnectionAgainWhoseLastReadFilledItsBuffer() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receiveFilling(OK);
        proxy.client().receive(GET);
        assertThat(proxy.origins).hasSize(2);
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(proxy.origins.get(1).sent()).startsWith("GET / ");
    }

    @Test
    void forgetsAConnectionThatTheOriginCloses() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);
        proxy.origins.get(0).hangUp();
        assertThat(proxy.totals.idle()).isZero();
        proxy.client().receive(GET);
        assertThat(proxy.origins).hasSize(2);
    }

    @Test
    void keepsNothingThatTheOriginAnnouncesToClose() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(proxy.totals.active()).isZero();
    }

    @Test
    void keepsNoConnectionOnWhichARequestWasNotSentWhole() {
        proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
        proxy.origins.get(0).receive("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(proxy.totals.idle()).isZero();
    }
}
