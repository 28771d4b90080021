package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitesReaderTest {

    private static final OriginSettings SHOP = OriginSettings.of(Endpoints.of("127.0.0.1", 8081));

    @Test
    void aSiteIsItsHostsAndItsOrigin() {
        SitesSettings sites = sites("""
                sites {
                  shop { hosts = ["Shop.Example.", "*.shop.example", "192.0.2.1", "[2001:DB8::0]"], origin = "http://127.0.0.1:8081" }
                }
                """);

        assertThat(sites)
                .isEqualTo(new SitesSettings(
                        List.of(new SiteSettings(
                                "shop",
                                List.of("shop.example", "*.shop.example", "192.0.2.1", "[2001:db8::]"),
                                SHOP,
                                SiteLimits.DEFAULT)),
                        null,
                        false));
    }

    @Test
    void whatASiteLeavesOutItHasFromOutside() {
        SitesSettings sites = sites("""
                origin { servers = ["http://127.0.0.1:8081", "http://127.0.0.1:8082"], sticky-cookie = s }
                timeouts { response = 20 s, tunnel = 2 hours }
                limits.body = 1 MiB
                pool { max-idle = 7, idle = 1 s }
                sites {
                  same  { hosts = same.example }
                  own   { hosts = own.example, timeouts.response = 90 s, limits.body = off, pool.idle = 2 s }
                }
                """);
        SiteSettings same = sites.named().get(0);
        SiteSettings own = sites.named().get(1);

        assertThat(same.origin().servers()).hasSize(2);
        assertThat(same.origin().stickyCookie()).isEqualTo("s");
        assertThat(same.origin().pool()).isEqualTo(new PoolSettings(7, Duration.ofSeconds(1)));
        assertThat(same.limits()).isEqualTo(new SiteLimits(1 << 20, Duration.ofSeconds(20), Duration.ofHours(2)));
        assertThat(own.limits()).isEqualTo(new SiteLimits(0, Duration.ofSeconds(90), Duration.ofHours(2)));
        assertThat(own.origin().pool()).isEqualTo(new PoolSettings(7, Duration.ofSeconds(2)));
        assertThat(sites.other()).isEqualTo(new SiteSettings("", List.of(), same.origin(), same.limits()));
    }

    @Test
    void eachSiteMaySayWhetherItsResponsesTellHowLongTheyTook() {
        SitesSettings sites = sites("""
                origin = "http://127.0.0.1:8081"
                server-timing = on
                sites {
                  same  { hosts = same.example }
                  own   { hosts = own.example, server-timing = off }
                }
                """);

        assertThat(sites.all()).extracting(SiteSettings::serverTiming).containsExactly(true, false, true);
        assertThat(sites("origin = \"http://a\"").all().get(0).serverTiming()).isFalse();
    }

    @Test
    void anOriginOfASiteIsSaidWhole() {
        SitesSettings sites = sites("""
                origin { servers = "http://127.0.0.1:8080", balance = least-connections, sticky-cookie = s, health.path = "/h" }
                sites.shop { hosts = shop.example, origin = "http://127.0.0.1:8081" }
                """);

        assertThat(sites.named().get(0).origin()).isEqualTo(SHOP);
    }

    @Test
    void aHealthCheckNamesTheSitesFirstHostUnlessTold() {
        SitesSettings sites = sites("""
                origin { servers = "http://127.0.0.1:8080", health.path = "/h" }
                sites {
                  one   { hosts = ["*.one.example", "www.one.example"], origin { servers = "http://a", health.path = "/h" } }
                  two   { hosts = two.example, origin { servers = "http://a", health { path = "/h", host = Check.Example } } }
                  three { hosts = three.example, origin { servers = "http://a" } }
                }
                """);

        assertThat(sites.all())
                .extracting(site -> site.origin().health().host())
                .containsExactly("www.one.example", "check.example", "", "");
        assertThat(sites.named().get(2).origin().health()).isEqualTo(HealthSettings.DEFAULT);
    }

    @Test
    void severalServersMayBeAList() {
        OriginSettings origin =
                sites("origin = [\"http://a\", \"http://b:81\"]").all().get(0).origin();

        assertThat(origin.servers())
                .containsExactly(
                        InetSocketAddress.createUnresolved("a", 80), InetSocketAddress.createUnresolved("b", 81));
        assertThat(origin.balance()).isEqualTo(Balance.ROUND_ROBIN);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'', false, true",
                "origin = \"http://a\", true, false",
                "unknown-host = refuse, false, false",
                "unknown-host = drop, false, true",
                "'origin = \"http://a\", unknown-host = origin', true, false",
                "'origin = \"http://a\", unknown-host = refuse', false, false",
                "'origin = \"http://a\", unknown-host = drop', false, true",
            })
    void anUnknownHost(String hocon, boolean served, boolean dropped) {
        SitesSettings sites = sites("sites.shop { hosts = shop.example, origin = \"http://b\" }\n" + hocon);

        assertThat(sites.other() != null).isEqualTo(served);
        assertThat(sites.dropUnknown()).isEqualTo(dropped && !hocon.isEmpty());
    }

    @Test
    void sitesHaveRulesOfTheirOwn() {
        List<Rule> rules = read("""
                default-rules = off
                sites.shop { hosts = shop.example, origin = "http://a", rules.carts { where { path = "/cart" }, then = deny } }
                """).value().orElseThrow().policy().rules();

        assertThat(rules).extracting(Rule::name).containsExactly("shop.carts");
    }

    @Test
    void aHostInTwoSitesNamesBoth() {
        assertThat(read("""
                sites {
                  shop { hosts = ["shop.example"], origin = "http://a" }
                  blog {
                    origin = "http://a"
                    hosts = ["blog.example", "blog.example"
                             "SHOP.example"]
                  }
                }
                """).problems())
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactlyInAnyOrder(
                        tuple(5, "sites.blog.hosts", "\"blog.example\" stands there twice"),
                        tuple(6, "sites.blog.hosts", "\"shop.example\" is a host of both shop and blog"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "shop.example:80 | has a port, which hosts are without here | shop.example",
                "[::1]:80 | has a port, which hosts are without here | none",
                "http://shop.example/ | is more than a host | shop.example",
                "* | is every host: that is what the origin outside of sites is for | none",
                "shop.* | has a \"*\" elsewhere than for the whole first part of a name | none",
                "*shop.example | has a \"*\" elsewhere than for the whole first part of a name | none",
                "münchen.example | is not a host | xn--mnchen-3ya.example",
                "*.Bücher.example | is not a host | *.xn--bcher-kva.example",
                "::1 | is an IPv6 address without its brackets | [::1]",
                "shop example | is not a host | none",
                ".example | is not a host | none",
            })
    void refusesAHostLike(String host, String why, @Nullable String nearest) {
        assertThat(read("sites.shop { hosts = \"%s\", origin = \"http://a\" }".formatted(host))
                        .problems())
                .extracting(Problem::where, Problem::found, Problem::nearest)
                .containsExactly(tuple("sites.shop.hosts", '"' + host + "\" " + why, nearest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "sites.s { hosts = s.example } | sites.s.origin | is missing, and there is none outside of sites",
                "sites.s { origin = \"http://a\" } | sites.s.hosts | is missing",
                "sites.s { origin = \"http://a\", hosts = [] } | sites.s.hosts | is an empty list",
                "sites { } | origin | is missing",
                "unknown-host = origin, sites.s { hosts = h, origin = \"http://a\" } | unknown-host | there is no origin outside of sites to serve other hosts",
                "origin { balance = round-robin } | origin.servers | is missing",
                "origin { servers = [] } | origin.servers | is an empty list",
                "origin { servers = \"http://a\", balanse = x } | origin.balanse | unknown key",
                "origin { servers = \"http://a\", balance = least-conn } | origin.balance | unknown word \"least-conn\"",
                "origin { servers = \"http://a\", sticky-cookie = \"a b\" } | origin.sticky-cookie | \"a b\" can't be a cookie's name",
                "origin { servers = \"http://a\", health.path = health } | origin.health.path | \"health\" is not a path",
                "origin { servers = \"http://a\", health.path = \"/a b\" } | origin.health.path | \"/a b\" has characters that no path has",
                "origin { servers = \"http://a\", health.fall = 0 } | origin.health.fall | 0 is too small",
                "origin { servers = \"http://a\", health.rise = 101 } | origin.health.rise | 101 is too large",
                "origin { servers = \"http://a\", health.interval = 1 ms } | origin.health.interval | \"1 ms\" is too short",
                "origin { servers = \"http://a\", health.timeout = 2 hours } | origin.health.timeout | \"2 hours\" is too long",
                "origin { servers = \"http://a\", proxy-protocol = on } | origin.proxy-protocol | unknown word \"on\"",
                "origin = [\"http://a\", \"http://A:80/\"] | origin | \"http://A:80/\" stands there twice",
                "origin = \"http://a\", sites.s { hosts = h, limits.headers = 8 KiB } | sites.s.limits.headers | holds for all sites together",
                "origin = \"http://a\", sites.s { hosts = h, timeouts.idle = 8 s } | sites.s.timeouts.idle | holds for all sites together",
                "origin = \"http://a\", sites.s { hosts = h, listen = 80 } | sites.s.listen | unknown key",
            })
    void refuses(String hocon, String where, String found) {
        assertThat(read(hocon).problems())
                .extracting(Problem::severity, Problem::where, Problem::found)
                .containsExactly(tuple(Problem.Severity.ERROR, where, found));
    }

    @Test
    void noServerOfAnySiteMayBePortcullisItself() {
        assertThat(read("""
                listen = "127.0.0.1:80"
                origin = ["http://127.0.0.1:8080"
                          "http://127.0.0.1:9911"]
                sites.shop { hosts = h
                  origin { servers = ["http://127.0.0.1:81", "http://localhost"] } }
                """).problems())
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactly(
                        tuple(3, "origin", "is Portcullis itself: admin.listen"),
                        tuple(5, "sites.shop.origin.servers", "is Portcullis itself, which listens on 127.0.0.1:80"));
    }

    private static SitesSettings sites(String hocon) {
        Checked<Configuration> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow().proxy().sites();
    }

    private static Checked<Configuration> read(String hocon) {
        return ConfigurationReader.parse("f.conf", hocon, new ManualTime());
    }
}
