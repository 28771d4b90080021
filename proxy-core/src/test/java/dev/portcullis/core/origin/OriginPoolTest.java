package dev.portcullis.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.Timeouts;
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
        return new EmbeddedProxy(new ProxySettings(
                List.of(new InetSocketAddress(0)),
                new ProxySettings.OriginSettings(new InetSocketAddress(1)),
                Limits.DEFAULT,
                Timeouts.DEFAULT,
                pool,
                ProxySettings.Transport.AUTO,
                1,
                ProxySettings.BanReply.DENY));
    }

    private OriginPool pool() {
        return proxy.worker().pool();
    }

    @Test
    void countsWhatServesAndWhatWaits() {
        proxy.client().receive(GET);
        assertThat(pool().activeCount()).isEqualTo(1);
        proxy.origins.get(0).receive(OK);
        assertThat(pool().activeCount()).isZero();
        assertThat(pool().idleCount()).isEqualTo(1);
        assertThat(pool().openedCount()).isEqualTo(1);
    }

    @Test
    void takesTheConnectionUsedLastAndKeepsNoMoreThanAllowed() {
        List<End> clients = List.of(proxy.client(), proxy.client(), proxy.client());
        clients.forEach(client -> client.receive(GET));
        proxy.origins.forEach(origin -> origin.receive(OK));
        assertThat(pool().idleCount()).isEqualTo(2);
        assertThat(proxy.origins.get(2).channel.isActive()).as("one too many").isFalse();
        proxy.origins.forEach(End::sent);
        clients.get(0).receive(GET);
        assertThat(proxy.origins.get(1).sent()).as("used last").startsWith("GET / ");
    }

    @Test
    void closesWhatHasBeenIdleForTooLong() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);
        proxy.pass(Duration.ofMillis(3999));
        assertThat(proxy.origins.get(0).channel.isActive()).isTrue();
        proxy.pass(Duration.ofMillis(1));
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(pool().idleCount()).isZero();
    }

    @Test
    void forgetsAConnectionThatTheOriginCloses() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);
        proxy.origins.get(0).hangUp();
        assertThat(pool().idleCount()).isZero();
        proxy.client().receive(GET);
        assertThat(proxy.origins).hasSize(2);
    }

    @Test
    void keepsNothingThatTheOriginAnnouncesToClose() {
        proxy.client().receive(GET);
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(pool().activeCount()).isZero();
    }

    @Test
    void keepsNoConnectionOnWhichARequestWasNotSentWhole() {
        proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        proxy.origins.get(0).receive("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(pool().idleCount()).isZero();
    }
}
