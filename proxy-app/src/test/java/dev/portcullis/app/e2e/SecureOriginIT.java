package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A site that is asked, and looked after, by https. */
@Timeout(120)
class SecureOriginIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NAME = "site.portcullis.test";

    private final Certificate certificate = new Certificate(NAME);
    private final int sitePort = FreePort.find();
    private Program site = openssl(certificate);

    @RegisterExtension
    final PortcullisProcess portcullis =
            new PortcullisProcess(() -> """
            origin {
              servers = "https://127.0.0.1:%d", tls { ca = "%s", name = "%s" }
              health { path = "/", interval = 1 second, fall = 1, rise = 1 }
            }
            """.formatted(sitePort, certificate.authorityFile(), NAME));

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void itsHealthIsSeenByHttpsWithACertificateThatIsTrustedAlone() throws IOException {
        Await.until(SOON, "the site to be well", () -> isUp() && isServed());

        site.close();
        Await.until(SOON, "the site to be down", () -> !isUp());

        site = openssl(new Certificate("elsewhere.portcullis.test"));
        Await.until(
                SOON,
                () -> "health checks that come; it said:\n" + site.text(),
                () -> site.text().contains("ERROR") || site.text().contains("alert"));
        assertThat(isUp()).as("well with another's certificate").isFalse();

        site.close();
        site = openssl(certificate);
        Await.until(SOON, "the site to be well again", () -> isUp() && isServed());
    }

    private Program openssl(Certificate served) {
        return Program.start(List.of(
                Program.find("openssl", "openssl"),
                "s_server",
                "-accept",
                "127.0.0.1:" + sitePort,
                "-cert",
                served.chainFile().toString(),
                "-key",
                served.keyFile().toString(),
                "-www"));
    }

    private boolean isUp() {
        return portcullis.metric("portcullis_origin_up\\{") == 1;
    }

    private boolean isServed() {
        try (Visitor visitor = portcullis.visitor("127.0.0.20")) {
            return visitor.get("/").status() == 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
