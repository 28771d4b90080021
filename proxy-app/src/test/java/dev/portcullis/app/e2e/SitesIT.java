package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several sites behind one Portcullis, told apart by the host that is asked for. */
@Timeout(120)
class SitesIT {

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    private final SocketOrigin shop = new SocketOrigin();
    private final UnixOrigin blog = new UnixOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis =
            new PortcullisProcess(() -> """
            sites {
              main { hosts = ["www.portcullis.test"], origin = "%s" }
              shop { hosts = ["shop.test", "*.shop.test"], origin = "%s"
                     limits.body = 100 bytes
                     rules.private { where { path = "/private*" }, then = deny } }
              blog { hosts = ["blog.test"], origin = "%s" }
            }
            """.formatted(APACHE.origin(), shop.origin(), blog.origin()));

    @AfterEach
    void stopOrigins() throws IOException {
        shop.close();
        blog.close();
    }

    @Test
    void eachHostIsServedByItsSite() throws IOException {
        shop.answersWith(
                connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nthe shop"));

        assertThat(get("www.portcullis.test", "/").text()).contains("Hello, 127.0.0.20");
        assertThat(get("WWW.portcullis.test:8080", "/").text()).contains("Hello, 127.0.0.20");
        assertThat(get("shop.test", "/").text()).isEqualTo("the shop");
        assertThat(get("old.shop.test", "/").text()).isEqualTo("the shop");
        assertThat(get("blog.test", "/page?x=1").text()).isEqualTo("GET /page?x=1 HTTP/1.1");
    }

    @Test
    void aHostThatNobodyServesGets421AndNoOriginHearsOfIt() throws IOException {
        Visitor.Page page = get("elsewhere.test", "/");

        assertThat(page.status()).isEqualTo(421);
        assertThat(page.text()).contains("<title>");
        assertThat(portcullis.metric("portcullis_origin_connections_opened_total"))
                .isZero();
        assertThat(portcullis.metric("portcullis_http_requests_total\\{site=\"_other\",method=\"GET\",code=\"421\""))
                .isEqualTo(1);
    }

    @Test
    void rulesAndLimitsOfASiteHoldThereOnly() throws IOException {
        assertThat(get("shop.test", "/private/x").status()).isEqualTo(403);
        assertThat(get("blog.test", "/private/x").status()).isEqualTo(200);
        assertThat(post("shop.test", 101).status()).isEqualTo(413);
        assertThat(post("www.portcullis.test", 101).status()).isEqualTo(200);
        assertThat(portcullis.metric("portcullis_decisions_total\\{rule=\"shop.private\",action=\"deny\""))
                .isEqualTo(1);
    }

    @Test
    void theStatusShowsEverySiteAndServer() throws IOException {
        String words = portcullis.ask("status").text();
        Map<String, @Nullable Object> status =
                Json.object(portcullis.ask("status", "-o", "json").text());

        assertThat(words).contains(APACHE.origin(), shop.origin(), blog.origin(), "*.shop.test");
        assertThat(Json.objects(status, "sites"))
                .extracting(site -> site.get("name"))
                .isEqualTo(List.of("main", "shop", "blog"));
        assertThat(portcullis.program().text()).contains("site shop", "other hosts      421", blog.origin());
        assertThat(portcullis.metric("portcullis_origin_up\\{")).isEqualTo(3);
    }

    private Visitor.Page get(String host, String target) throws IOException {
        try (Visitor visitor = new Visitor("127.0.0.20", portcullis.port(), host)) {
            return visitor.get(target);
        }
    }

    private Visitor.Page post(String host, int length) throws IOException {
        try (Visitor visitor = new Visitor("127.0.0.20", portcullis.port(), host)) {
            visitor.send("POST", "/index.php", "Content-Length: " + length).write(new byte[length]);
            Answer answer = visitor.receive("POST");
            return new Visitor.Page(answer, answer.text());
        }
    }
}
