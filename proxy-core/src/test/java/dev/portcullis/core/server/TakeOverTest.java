package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.FakeAdmission;
import dev.portcullis.core.testing.FakePolicy;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TakeOverTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static ProxySettings settings(RunningProxy shared, ScriptedOrigin origin, Transport transport) {
        ProxySettings any = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, transport);
        return new ProxySettings(
                new ListenSettings(List.of(shared.address()), List.of()),
                any.sites(),
                any.limits(),
                any.clients(),
                any.timeouts(),
                any.loops(),
                any.banReply());
    }

    private static ProxyServer takeOver(ProxySettings settings) throws IOException {
        FakePolicy policy = new FakePolicy();
        return ProxyServer.takeOver(
                settings,
                new ProxyServer.Parts(
                        policy, policy, new FakeAdmission(), e -> {}, Ticker.system(), WallClock.system()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "IO_URING"})
    void allNewConnectionsGoToTheProcessThatTookOver(Transport transport) throws Exception {
        try (ScriptedOrigin before = ScriptedOrigin.answering(ok("before"));
                ScriptedOrigin after = ScriptedOrigin.answering(ok("after"));
                RunningProxy old = new RunningProxy(RunningProxy.settings(
                        OriginSettings.of(before.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, transport));
                RawClient kept = old.client()) {
            kept.send(GET);
            assertThat(kept.response()).endsWith("before");
            InetSocketAddress address = old.address();
            ProxyServer next = takeOver(settings(old, after, transport));
            try {
                for (int i = 0; i < 100; i++) {
                    assertThat(answer(address)).endsWith("after");
                }
                Thread retiring = new Thread(() -> old.server().retire());
                retiring.start();
                while (!kept.send(GET).response().contains("Connection: close")) {
                    assertThat(answer(address)).endsWith("after");
                }
                retiring.join();
                assertThat(kept.all()).isEmpty();
                for (int i = 0; i < 100; i++) {
                    assertThat(answer(address)).endsWith("after");
                }
            } finally {
                next.stop();
            }
        }
    }

    @Test
    void aProcessThatIsNotAskedToTakeOverFindsThePortTaken() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(ok("x"));
                RunningProxy old = new RunningProxy(origin.address())) {
            FakePolicy policy = new FakePolicy();
            ProxySettings same = settings(old, origin, Transport.AUTO);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ProxyServer.start(
                            same,
                            new ProxyServer.Parts(
                                    policy, policy, new FakeAdmission(), e -> {}, Ticker.system(), WallClock.system())))
                    .withMessageContaining("in use");
            assertThat(answer(old.address())).endsWith("x");
        }
    }

    private static String answer(InetSocketAddress address) throws IOException {
        try (RawClient client = new RawClient(address)) {
            return client.send(GET).response();
        }
    }
}
