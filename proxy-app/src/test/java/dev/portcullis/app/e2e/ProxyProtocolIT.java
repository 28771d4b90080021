package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache with {@code RemoteIPProxyProtocol On}: whom PHP serves is what the connection says, not a field of the request. */
@Timeout(120)
class ProxyProtocolIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.wantingProxyHeaders();

    @RegisterExtension
    final PortcullisProcess first = before("v1");

    @RegisterExtension
    final PortcullisProcess second = before("v2");

    private static PortcullisProcess before(String version) {
        return new PortcullisProcess(() -> """
                origin {
                  servers = ["%s"]
                  proxy-protocol = %s
                  health { path = "/index.php", interval = 1 second, fall = 1, rise = 1 }
                }
                """.formatted(APACHE.origin(), version));
    }

    @Test
    void phpSeesTheVisitorInBothVersionsAndHealthChecksPass() throws IOException {
        for (PortcullisProcess portcullis : new PortcullisProcess[] {first, second}) {
            try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
                assertThat(visitor.get("/server.php").text()).contains("\"REMOTE_ADDR\":\"127.0.0.20\"");
            }
            Await.until(SOON, "a health check to be answered", () -> APACHE.accessLog().stream()
                    .anyMatch(line -> line.contains("GET /index.php")));
            assertThat(portcullis.metric("portcullis_origin_up\\{")).isEqualTo(1);
        }
        assertThat(APACHE.accessLog())
                .filteredOn(line -> line.contains("/server.php"))
                .allMatch(line -> line.startsWith("127.0.0.20 "));
    }
}
