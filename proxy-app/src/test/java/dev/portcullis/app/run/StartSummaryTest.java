package dev.portcullis.app.run;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StartSummaryTest {

    @Test
    void itSaysWhatWasStartedAndWhere() {
        String text = summary("""
                origin = "http://127.0.0.1:8080"
                allow = ["192.0.2.10", "2001:db8::/32"]
                trusted-proxies = ["198.51.100.1"]
                access-log = "/var/log/portcullis/access.log"
                default-rules = off
                admission.ceiling = 40
                rules {
                  flood { count = requests, per = client, over = 100, within = 1 minute, then = throttle }
                  traps  { where { path = "/.env" }, then = ban, for = 12 hours, mode = observe }
                }
                """, new OriginProbe.Result(true, "answers 200 after 12 ms"));

        assertThat(text).isEqualTo("""
                        Portcullis VERSION
                          listens on       0.0.0.0:80, https://[::]:8000 (epoll)
                          origin           http://127.0.0.1:8080 answers 200 after 12 ms
                          admission        learnt, 2 to 40 requests at the site at once
                          mode             enforce
                          never acted on   2 addresses and networks allowed, 1 trusted proxy
                          rules            2
                            flood          more than 100 requests per client within 1 minute: throttle (429)
                            traps          any request (path /.env): only watched, would ban for 12 hours
                          metrics          http://127.0.0.1:9911/metrics
                          administration   http://127.0.0.1:9911/
                          access log       /var/log/portcullis/access.log
                        """.replace("VERSION", ProgramVersion.get()));
    }

    @Test
    void aDeadOriginIsAWarning() {
        assertThat(summary(
                        "origin = \"http://127.0.0.1:8080\"",
                        new OriginProbe.Result(false, "does not answer: Connection refused")))
                .contains("  origin           WARNING: http://127.0.0.1:8080 does not answer: Connection refused\n")
                .contains("  admission        learnt, 2 to 256 requests at the site at once;"
                        + " admission.ceiling should be what Apache's MaxRequestWorkers is, and is 256\n")
                .contains("  access log       standard output\n");
    }

    @Test
    void aProgramThatOnlyWatchesSaysSo() {
        assertThat(summary(
                        "origin = \"http://127.0.0.1:8080\", mode = observe, default-rules = off, access-log = off,"
                                + " admission = off",
                        new OriginProbe.Result(true, "answers")))
                .contains("  mode             observe: everybody passes, rules are only watched\n")
                .contains("  admission        off: everybody goes to the site at once\n")
                .contains("  rules            none\n")
                .contains("  access log       off\n");
    }

    @Test
    void everySiteAndServerIsListed() {
        assertThat(summary("""
                origin = "http://127.0.0.1:8080"
                sites {
                  shop { hosts = ["shop.example", "*.shop.example"]
                         origin = ["http://127.0.0.1:8081", "unix:/run/shop.sock"] }
                  blog { hosts = blog.example }
                }
                """, new OriginProbe.Result(true, "answers 200 after 1 ms")))
                .contains("""
                          site shop        shop.example, *.shop.example
                                           http://127.0.0.1:8081 answers 200 after 1 ms
                                           unix:/run/shop.sock answers 200 after 1 ms
                          site blog        blog.example
                                           http://127.0.0.1:8080 answers 200 after 1 ms
                          other hosts      http://127.0.0.1:8080 answers 200 after 1 ms
                        """);
    }

    @Test
    void whatUnknownHostsGetIsSaid() {
        String site = "sites.shop { hosts = shop.example, origin = \"http://127.0.0.1:8080\" }\n";
        OriginProbe.Result fine = new OriginProbe.Result(true, "answers");

        assertThat(summary(site, fine)).contains("  other hosts      421\n");
        assertThat(summary(site + "unknown-host = drop", fine)).contains("  other hosts      closed connection\n");
    }

    private static String summary(String hocon, OriginProbe.Result origin) {
        Configuration configuration = ConfigurationReader.parse("test", hocon, new ManualTime())
                .value()
                .orElseThrow();
        return StartSummary.text(
                configuration,
                List.of(
                        Listener.http(new InetSocketAddress(address("0.0.0.0").address(), 80)),
                        new Listener(new InetSocketAddress(address("::").address(), 8000), Listener.Kind.HTTPS)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9911),
                "epoll",
                configuration.proxy().sites().all().stream()
                        .flatMap(site -> site.origin().servers().stream())
                        .distinct()
                        .collect(Collectors.toMap(server -> server, server -> origin)));
    }
}
