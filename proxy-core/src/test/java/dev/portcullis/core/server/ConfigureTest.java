package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.core.testing.Settings;
import dev.portcullis.core.testing.UnixOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigureTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static ProxySettings settings(SocketAddress origin, Transport transport) {
        return RunningProxy.settings(OriginSettings.of(origin), SiteLimits.DEFAULT, Timeouts.DEFAULT, transport);
    }

    private static ProxySettings listening(ProxySettings settings, InetSocketAddress... addresses) {
        return new ProxySettings(
                new ListenSettings(List.of(addresses), List.of()),
                settings.sites(),
                settings.limits(),
                settings.clients(),
                settings.timeouts(),
                settings.loops(),
                settings.banReply());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theOriginMayBeASocketOfThisMachine(Transport transport, @TempDir Path directory) throws Exception {
        Path socket = directory.resolve("site.sock");
        try (UnixOrigin origin = new UnixOrigin(socket, ok("hello"));
                RunningProxy proxy = new RunningProxy(settings(UnixDomainSocketAddress.of(socket), transport));
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.0\r\n\r\n");

            assertThat(client.all()).startsWith("HTTP/1.1 200 ").endsWith("hello");
            assertThat(origin.heads.take()).startsWith("GET / HTTP/1.1\r\nHost: localhost\r\n");
        }
    }

    @Test
    void aSocketThatIsNotThereIsABadGateway(@TempDir Path directory) throws Exception {
        SocketAddress socket = UnixDomainSocketAddress.of(directory.resolve("none.sock"));
        try (RunningProxy proxy = new RunningProxy(settings(socket, Transport.AUTO));
                RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(client.all()).startsWith("HTTP/1.1 502 ");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anEarlyAnswerOfAServerThatThenResetsReachesTheClient(Transport transport) throws Exception {
        String early = "HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch";
        ScriptedOrigin.Script script = (head, in, out) -> {
            out.write(early.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            return false; // closes with the body unread: a reset
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(script);
                RunningProxy proxy = new RunningProxy(settings(origin.address(), transport))) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = proxy.client()) {
                    client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(2_000_000));

                    assertThat(client.all()).startsWith("HTTP/1.1 413 ").endsWith("much");
                }
            }
        }
    }

    @Test
    void newSettingsChangeTheOriginOfOpenConnections() throws Exception {
        try (ScriptedOrigin one = ScriptedOrigin.answering(ok("one"));
                ScriptedOrigin two = ScriptedOrigin.answering(ok("two"));
                RunningProxy proxy = new RunningProxy(one.address());
                RawClient client = proxy.client()) {
            client.send(GET);
            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("one");
            ProxySettings before = settings(one.address(), Transport.AUTO);
            proxy.server()
                    .configure(
                            Settings.with(before, SitesSettings.one(OriginSettings.of(two.address()))), proxy.policy);
            client.send(GET);

            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("two");
        }
    }

    @Test
    void listenersComeAndGoAndConnectionsStay() throws Exception {
        InetSocketAddress other = freeAddress();
        try (ScriptedOrigin origin = ScriptedOrigin.answering(ok("hello"));
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            InetSocketAddress first = proxy.address();
            assertThat(client.send(GET).response()).as("accepted").endsWith("hello");
            proxy.server().configure(listening(settings(origin.address(), Transport.AUTO), other), proxy.policy);

            assertThat(proxy.server().addresses()).containsExactly(other);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> new RawClient(first).close());
            client.send(GET);
            assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
            try (RawClient newcomer = new RawClient(other)) {
                newcomer.send(GET);
                assertThat(newcomer.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
            }
        }
    }

    @Test
    void aListenerThatCannotBeBoundLeavesEverythingAsItWas() throws Exception {
        InetSocketAddress other = freeAddress();
        try (ScriptedOrigin origin = ScriptedOrigin.answering(ok("hello"));
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningProxy proxy = new RunningProxy(origin.address())) {
            InetSocketAddress first = proxy.address();
            InetSocketAddress blocked = (InetSocketAddress) taken.getLocalSocketAddress();
            ProxySettings bad = listening(
                    settings(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Transport.AUTO),
                    other,
                    blocked);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> proxy.server().configure(bad, proxy.policy))
                    .withMessageContaining(":" + blocked.getPort() + ": ");
            assertThat(proxy.server().addresses()).containsExactly(first);
            try (RawClient client = new RawClient(first)) {
                client.send(GET);
                assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("hello");
            }
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }
}
