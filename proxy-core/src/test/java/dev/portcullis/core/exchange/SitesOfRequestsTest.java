package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.Settings;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SitesOfRequestsTest {

    private static final SiteLimits SMALL = new SiteLimits(5, Duration.ofSeconds(7), Duration.ofHours(1));
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy(Settings.of(sites(false)));

    private static SitesSettings sites(boolean dropUnknown) {
        return new SitesSettings(List.of(site("shop", SMALL), site("blog", SiteLimits.DEFAULT)), null, dropUnknown);
    }

    private static SiteSettings site(String name, SiteLimits limits) {
        OriginSettings origin = Settings.several(Balance.ROUND_ROBIN, "for-" + name);
        return new SiteSettings(name, List.of(name + ".example"), origin, limits);
    }

    @Test
    void oneConnectionReachesEachSiteByItsHost() throws Exception {
        End client = proxy.client().receive(get("shop.example"));
        proxy.origins.get(0).receive(OK);
        client.receive(get("blog.example"));

        assertThat(proxy.origins).extracting(end -> end.server).containsExactly("for-shop:80", "for-blog:80");
        assertThat(proxy.policy.facts.take().site()).isEqualTo("shop");
        assertThat(proxy.policy.facts.take().site()).isEqualTo("blog");
    }

    @Test
    void aHostOfNoSiteIsRefusedAndTheConnectionServesOn() throws Exception {
        End client = proxy.client().receive(get("elsewhere.example"));

        assertThat(client.sent())
                .startsWith("HTTP/1.1 421 Misdirected Request\r\n")
                .doesNotContain("close");
        assertThat(proxy.policy.facts.take().site()).isEmpty();
        assertThat(proxy.policy.outcomes.take())
                .extracting(Outcome::ending, Outcome::status)
                .containsExactly(Ending.REFUSED, 421);
        client.receive(get("blog.example"));
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void aHostOfNoSiteIsDroppedIfSoConfigured() {
        proxy.configure(Settings.of(sites(true)));
        End client = proxy.client().receive(get("elsewhere.example"));

        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void aBanGoesBeforeTheQuestionWhichSite() {
        proxy.policy.verdict = new Verdict.Banned("rule");

        assertThat(proxy.client().receive(get("elsewhere.example")).sent()).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aBodyLongerThanItsSiteTakesIsRefusedBeforeItIsSent() {
        End client = proxy.client()
                .receive("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n");

        assertThat(client.sent()).startsWith("HTTP/1.1 413 ");
        assertThat(proxy.origins).isEmpty();
    }

    @Test
    void aBodyThatTurnsOutToBeTooLongNeverLooksWholeToTheOrigin() {
        End client = proxy.client()
                .receive("POST / HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        End origin = proxy.origins.get(0);
        client.receive("3\r\ndef\r\n0\r\n\r\n");

        assertThat(client.sent()).startsWith("HTTP/1.1 413 ");
        assertThat(origin.sent()).endsWith("3\r\nabc\r\n");
        assertThat(origin.channel.isActive()).isFalse();
    }

    @Test
    void aBodyOfJustTheLimitPasses() {
        proxy.client().receive("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 5\r\n\r\nabcde");

        assertThat(proxy.origins.get(0).sent()).endsWith("\r\n\r\nabcde");
    }

    @Test
    void eachSiteHasItsOwnPatience() {
        End shop = proxy.client().receive(get("shop.example"));
        End blog = proxy.client().receive(get("blog.example"));
        proxy.pass(Duration.ofSeconds(7));

        assertThat(shop.sent()).startsWith("HTTP/1.1 504 ");
        assertThat(blog.sent()).isEmpty();
    }

    @Test
    void newSettingsHoldForTheNextRequestOfAnOpenConnection() {
        End client = proxy.client().receive(get("shop.example"));
        End origin = proxy.origins.get(0);
        proxy.configure(Settings.of(new SitesSettings(List.of(site("blog", SiteLimits.DEFAULT)), null, false)));
        origin.receive(OK);
        assertThat(client.sent()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        assertThat(origin.channel.isActive()).as("kept for a site that is gone").isFalse();

        client.receive(get("shop.example"));
        assertThat(client.sent()).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void whatStaysConfiguredKeepsItsConnections() {
        End client = proxy.client().receive(get("blog.example"));
        proxy.origins.get(0).receive(OK);
        proxy.configure(Settings.of(new SitesSettings(List.of(site("blog", SiteLimits.DEFAULT)), null, true)));
        client.receive(get("blog.example"));

        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void connectionsToServersThatAreGoneAreClosed() {
        proxy.client().receive(get("shop.example"));
        proxy.origins.get(0).receive(OK);
        proxy.configure(Settings.of(new SitesSettings(List.of(site("blog", SiteLimits.DEFAULT)), null, true)));

        assertThat(proxy.origins.get(0).channel.isActive()).isFalse();
        assertThat(proxy.totals.idle()).isZero();
    }

    @Test
    void anAnswerThatCameBeforeTheOriginStoppedReadingIsPassedOn() {
        End client =
                proxy.client().receive("POST / HTTP/1.1\r\nHost: blog.example\r\nContent-Length: 90000\r\n\r\nabc");
        End origin = proxy.origins.get(0);
        origin.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                io.netty.util.ReferenceCountUtil.release(message);
                ctx.fireExceptionCaught(new IOException("Broken pipe"));
            }
        });
        client.receive("def");
        client.receive("ghi");
        origin.receive("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch");
        origin.hangUp();

        assertThat(client.sent()).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\nmuch");
        assertThat(proxy.totals.idle()).isZero();
    }

    @Test
    void anOriginThatStopsReadingAndSaysNothingIsAFailure() {
        End client =
                proxy.client().receive("POST / HTTP/1.1\r\nHost: blog.example\r\nContent-Length: 90000\r\n\r\nabc");
        proxy.origins.get(0).channel.pipeline().fireExceptionCaught(new IOException("Broken pipe"));
        assertThat(client.sent()).isEmpty();
        proxy.origins.get(0).hangUp();

        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }
}
