package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One site on two machines with PHP, one of which dies. */
@Timeout(120)
class ServersIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int RATE = 200;
    private static final int VISITORS = 5;

    @RegisterExtension
    static final ApachePhp FIRST = ApachePhp.plain();

    @RegisterExtension
    static final ApachePhp SECOND = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> """
            origin {
              servers = ["%s", "%s"]
              sticky-cookie = server
              health { path = "/index.php", interval = 1 second, fall = 2, rise = 2 }
            }
            allow = ["127.0.0.0/8"]
            """.formatted(FIRST.origin(), SECOND.origin()));

    @Test
    void noVisitorNoticesThatAServerDiesAndComesBack() {
        try (Load load = Load.start(() -> portcullis.visitor("127.0.0.20"), "/index.php", RATE)) {
            Await.until(
                    SOON,
                    "both servers to be used",
                    () -> FIRST.accessLog().size() > RATE && SECOND.accessLog().size() > RATE);
            SECOND.stop();
            try {
                Await.until(SOON, "the server to be down", () -> up() == 1);
                int before = load.answered();
                Await.until(SOON, "visitors to be served", () -> load.answered() > before + RATE);
            } finally {
                SECOND.start();
            }
            int served = SECOND.accessLog().size();
            Await.until(SOON, "the server to be up again", () -> up() == 2);
            Await.until(
                    SOON,
                    "the server to be used again",
                    () -> SECOND.accessLog().size() > served + RATE / 2);
            load.end();

            assertThat(load.failures()).isEmpty();
            assertThat(portcullis.metric("portcullis_http_requests_total\\{.*code=\"50"))
                    .isZero();
        }
    }

    @Test
    void aSessionOfPhpStaysWithItsServer() throws IOException {
        Map<String, String> cookies = new HashMap<>();
        for (int i = 0; i < VISITORS; i++) {
            String address = "127.0.0." + (20 + i);
            try (Visitor visitor = portcullis.visitor(address)) {
                cookies.put(address, cookies(visitor.get("/session.php")));
            }
        }
        assertThat(cookies.values().stream()
                        .map(text -> text.replaceAll(".*server=", ""))
                        .distinct())
                .as("both servers have visitors")
                .hasSize(2);

        for (int count = 2; count < 8; count++) {
            for (Map.Entry<String, String> visit : cookies.entrySet()) {
                try (Visitor visitor = portcullis.visitor(visit.getKey())) {
                    Visitor.Page page = visitor.get("/session.php", "Cookie: " + visit.getValue());
                    assertThat(page.text()).isEqualTo(Integer.toString(count));
                    assertThat(page.answer().field("Set-Cookie")).isEmpty();
                }
            }
        }
    }

    private double up() {
        return portcullis.metric("portcullis_origin_up\\{");
    }

    private static String cookies(Visitor.Page page) {
        assertThat(page.text()).isEqualTo("1");
        StringBuilder cookies = new StringBuilder();
        for (String field : page.answer().fields()) {
            if (field.toLowerCase(Locale.ROOT).startsWith("set-cookie:")) {
                cookies.append(cookies.isEmpty() ? "" : "; ")
                        .append(field.substring("set-cookie:".length())
                                .split(";", 2)[0]
                                .trim());
            }
        }
        assertThat(cookies.toString()).contains("PHPSESSID=", "server=");
        return cookies.toString();
    }
}
