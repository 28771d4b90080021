package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.testing.FakeAdmission;
import dev.portcullis.core.testing.FakePolicy;
import dev.portcullis.core.testing.Http3Client;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The UDP port of the process before, over real sockets. */
@Timeout(60)
class Http3TakeOverTest {

    private final Http3Site site = new Http3Site();

    private static ProxySettings at(InetSocketAddress address, boolean http3, ProxySettings other) {
        return Http3Site.with(
                other,
                new ListenSettings(
                        List.of(new Listener(address, Listener.Kind.HTTPS)), List.of(), TlsSettings.DEFAULT, http3));
    }

    private ProxyServer takeOver(ProxySettings settings, FakePolicy policy) throws IOException {
        return ProxyServer.takeOver(
                settings,
                new ProxyServer.Parts(
                        policy,
                        policy,
                        new FakeAdmission(),
                        exchange -> {},
                        Ticker.system(),
                        WallClock.system(),
                        site.certificates,
                        Challenges.NONE));
    }

    @Test
    void aPortThatIsAwaitedMayBeSwitchedOffAndOnAgain() throws Exception {
        FakePolicy policy = new FakePolicy();
        try (ScriptedOrigin origin = ScriptedOrigin.answering(Http3Site.OK)) {
            ProxySettings any = Http3Site.settings(origin, Transport.AUTO, ClientLimits.DEFAULT);
            InetSocketAddress address;
            ProxyServer next;
            try (RunningProxy before = site.proxy(origin)) {
                address = before.address();
                next = takeOver(at(address, true, any), policy);
                assertThat(next.awaited()).containsExactly(address);
                next.configure(at(address, false, any), policy);
                assertThat(next.awaited()).as("not wanted").isEmpty();
                next.configure(at(address, true, any), policy);
                assertThat(next.awaited()).containsExactly(address);
            }
            try (Http3Client client = new Http3Client(address)) {
                assertThat(next.awaited()).as("open").isEmpty();
                assertThat(client.get("/").body()).isEqualTo("ok");
                assertThat(policy.facts).as("it is the next one that answers").isNotEmpty();
            } finally {
                next.stop();
            }
        }
    }
}
