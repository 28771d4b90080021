package dev.portcullis.core.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestTarget;
import dev.portcullis.core.origin.OriginPools;
import dev.portcullis.core.origin.OriginTotals;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.FakeAdmission;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitesTest {

    private static final OriginSettings ORIGIN = OriginSettings.of(EmbeddedProxy.server("origin.test"));

    @ParameterizedTest
    @CsvSource({
        "shop.example, shop",
        "shop.example:8080, shop",
        "SHOP.Example, shop",
        "shop.example., shop",
        "de.shop.example, shops",
        "a.fr.shop.example, shops",
        "www.de.shop.example, german",
        "myshop.example, other",
        "example, other",
        "[2001:db8::1]:80, v6",
        "192.0.2.1, other"
    })
    void theHostSaysWhichSiteServes(String host, String site) throws Exception {
        assertThat(name(sites(other()).of(RequestTarget.parse("GET", "/", host.trim()))))
                .isEqualTo(site.equals("other") ? "" : site);
    }

    @Test
    void theTargetsAuthorityGoesBeforeTheHostField() throws Exception {
        assertThat(name(sites(other()).of(RequestTarget.parse("GET", "http://shop.example/", "192.0.2.1"))))
                .isEqualTo("shop");
    }

    @Test
    void aHostOfNoSiteIsServedByNone() throws MalformedMessageException {
        assertThat(sites(null).of(RequestTarget.parse("GET", "/", "elsewhere.example")))
                .isNull();
        assertThat(sites(null).of(RequestTarget.parse("GET", "/", ""))).isNull();
    }

    private static @Nullable String name(@Nullable Site site) {
        return site == null ? null : site.settings().name();
    }

    private static SiteSettings other() {
        return new SiteSettings("", List.of(), ORIGIN, SiteLimits.DEFAULT);
    }

    private static Sites sites(@Nullable SiteSettings other) {
        List<SiteSettings> named = List.of(
                site("shop", "shop.example"),
                site("shops", "*.shop.example"),
                site("german", "*.de.shop.example", "v.example"),
                site("v6", "[2001:db8::1]"));
        ProxySettings all = ProxySettings.of(new InetSocketAddress(0), ORIGIN);
        ProxySettings settings = new ProxySettings(
                all.listen(),
                new SitesSettings(named, other, false),
                all.limits(),
                all.clients(),
                all.timeouts(),
                all.loops(),
                all.banReply());
        ManualTime time = new ManualTime();
        OriginPools pools = new OriginPools(
                pool -> {
                    throw new IllegalStateException("nothing is connected to");
                },
                time,
                new OriginTotals());
        return new SiteBuilder(Origins.NONE.with(List.of(ORIGIN)), pools, new FakeAdmission()).build(settings, time);
    }

    private static SiteSettings site(String name, String... hosts) {
        return new SiteSettings(name, List.of(hosts), ORIGIN, SiteLimits.DEFAULT);
    }
}
