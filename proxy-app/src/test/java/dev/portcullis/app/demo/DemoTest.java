package dev.portcullis.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.run.Time;
import dev.portcullis.rules.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void theSampleSiteHasPagesAFormAndNothingElse() throws IOException {
        try (SampleSite site = SampleSite.start(ANY_PORT)) {
            LoopbackClient client = client(site.address());

            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/login").status()).isEqualTo(200);
            assertThat(client.get("/.env").status()).isEqualTo(404);
            assertThat(client.get("/news").time()).isGreaterThanOrEqualTo(SampleSite.PAGE);
        }
    }

    @Test
    void theSiteIsServedThroughPortcullisAndItIsToldWhere() throws IOException {
        try (Demo demo = Demo.start(true, Time.system())) {
            assertThat(client(demo.front()).get("/").status()).isEqualTo(200);
            assertThat(demo.introduction("portcullis"))
                    .contains("http://127.0.0.1:" + demo.front().getPort() + "/", "/metrics", "portcullis ban list");
        }
    }

    @Test
    void twoDemonstrationsFindPortsBesideEachOther() throws IOException {
        try (Demo first = Demo.start(true, Time.system());
                Demo second = Demo.start(true, Time.system())) {
            assertThat(second.front().getPort()).isNotEqualTo(first.front().getPort());
            assertThat(client(second.front()).get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void theUsualPortsAreLeftAloneForWhoeverWantsOthers() throws IOException {
        try (Demo demo = Demo.start(false, Time.system())) {
            demo.warmUp();

            assertThat(demo.front().getPort()).isNotEqualTo(8080);
            assertThat(demo.introduction("portcullis")).doesNotContain(":8081/", ":9911/");
        }
    }

    private static LoopbackClient client(InetSocketAddress target) {
        return new LoopbackClient(InetAddress.getLoopbackAddress(), target, "test", Ticker.system());
    }
}
