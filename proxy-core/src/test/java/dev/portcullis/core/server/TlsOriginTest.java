package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.OriginTls;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.Pki;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.api.Outcome.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS with the origin, over real sockets. */
class TlsOriginTest {

    private static final Pki PKI = new Pki();
    private static final String GET = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String LARGE = "x".repeat(300_000);

    private final ScriptedOrigin origin = new ScriptedOrigin(
            (head, in, out) -> {
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE.length() + "\r\n\r\n" + LARGE)
                        .getBytes(StandardCharsets.US_ASCII));
                return true;
            },
            PKI.serverSocket("site.internal"));

    @AfterEach
    void stop() {
        origin.close();
    }

    @Test
    void servesOneRequestAfterAnotherOnOneConnection() throws Exception {
        try (RunningProxy proxy = proxy(new OriginTls(List.of(PKI.root().getCertificate()), "site.internal", true));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).response())
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .endsWith(LARGE);
            }

            assertThat(origin.connections).hasValue(1);
            assertThat(origin.heads.take()).contains("Host: example.org\r\n", "X-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void asksNothingOfASiteThatHasAnothersCertificate() throws Exception {
        refuses(new OriginTls(List.of(PKI.root().getCertificate()), "other.internal", true));
    }

    @Test
    void asksNothingOfASiteThatHasOnlyAnAddressToBeKnownBy() throws Exception {
        refuses(new OriginTls(List.of(PKI.root().getCertificate()), "", true));
    }

    @Test
    void asksNothingOfASiteThatNobodyTrustedHasSigned() throws Exception {
        refuses(new OriginTls(List.of(new Pki().root().getCertificate()), "site.internal", true));
        refuses(OriginTls.DEFAULT);
    }

    @Test
    void believesAnyoneIfToldSo() throws Exception {
        try (RunningProxy proxy = proxy(new OriginTls(List.of(), "", false));
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void answers502WhenTheSiteSpeaksNoTls() throws Exception {
        try (ScriptedOrigin plain = ScriptedOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = proxy(plain, new OriginTls(List.of(), "", false));
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 502 ");
        }
    }

    private void refuses(OriginTls tls) throws Exception {
        try (RunningProxy proxy = proxy(tls);
                RawClient client = proxy.client()) {
            assertThat(client.send(GET).response()).startsWith("HTTP/1.1 502 ");
            assertThat(proxy.finished.take().outcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
            assertThat(origin.heads).isEmpty();
        }
    }

    private RunningProxy proxy(OriginTls tls) throws IOException {
        return proxy(origin, tls);
    }

    private static RunningProxy proxy(ScriptedOrigin to, @Nullable OriginTls tls) throws IOException {
        OriginSettings settings = new OriginSettings(
                List.of(to.address()),
                Balance.ROUND_ROBIN,
                "",
                HealthSettings.DEFAULT,
                PoolSettings.DEFAULT,
                ProxyProtocol.OFF,
                tls);
        return new RunningProxy(RunningProxy.settings(settings, SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.AUTO));
    }
}
