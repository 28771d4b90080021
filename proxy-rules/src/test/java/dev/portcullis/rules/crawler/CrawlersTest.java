package dev.portcullis.rules.crawler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.PlainFacts;
import dev.portcullis.rules.client.NetworkList;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CrawlersTest {

    private static final String GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static final IpPrefix ADDRESS = ipv4(66, 249, 66, 1);
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final FakeNames names = new FakeNames();
    private final Crawlers crawlers = new Crawlers(CrawlerSettings.DEFAULT, names);

    private static IpPrefix ipv4(int... octets) {
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) octets[i];
        }
        return IpPrefix.of(bytes);
    }

    private record Asked(IpPrefix client, IpPrefix address, String userAgent) implements PlainFacts {}

    private @Nullable Proof proof(String userAgent, long now) {
        Claim claim = crawlers.claim(new Asked(ADDRESS, ADDRESS, userAgent), now);
        return claim == null ? null : claim.proof();
    }

    @Test
    void aBrowserClaimsNothingAndNothingIsLookedUp() {
        assertThat(proof("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0))
                .isNull();
        assertThat(names.asked).isZero();
    }

    @Test
    void aNameOfTheCrawlersThatLeadsBackIsGenuine() {
        names.confirm(ADDRESS, "crawl-66-249-66-1.googlebot.com.");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
        assertThat(crawlers.claim(new Asked(ADDRESS, ADDRESS, GOOGLE), 0))
                .isEqualTo(new Claim("googlebot", Proof.GENUINE));
    }

    @Test
    void aNameThatDoesNotLeadBackIsForged() {
        names.claim(ADDRESS, "crawl-66-249-66-1.googlebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.FORGED);
    }

    @Test
    void aNameThatOnlyLooksLikeTheCrawlersIsForged() {
        names.confirm(ADDRESS, "googlebot.com.evil.example");
        names.confirm(ADDRESS, "evilgooglebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.FORGED);
    }

    @Test
    void anAddressWithoutANameIsForged() {
        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.FORGED);
    }

    @Test
    void oneGenuineNameAmongOthersIsEnough() {
        names.claim(ADDRESS, "proxy.example.org");
        names.confirm(ADDRESS, "crawl.googlebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
    }

    @Test
    void whileItIsLookedUpNothingIsKnownAndItIsAskedOnce() {
        names.held = true;
        names.confirm(ADDRESS, "crawl.googlebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.UNKNOWN);
        assertThat(proof(GOOGLE, 1)).isEqualTo(Proof.UNKNOWN);
        assertThat(names.asked).isEqualTo(1);
        names.answer();
        assertThat(proof(GOOGLE, 2)).isEqualTo(Proof.GENUINE);
    }

    @Test
    void aServerThatFailsIsAskedAgainAfterAMinuteAndNobodyIsAForger() {
        names.broken = true;
        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.UNKNOWN);
        names.broken = false;
        names.confirm(ADDRESS, "crawl.googlebot.com");

        assertThat(proof(GOOGLE, Duration.ofSeconds(59).toNanos())).isEqualTo(Proof.UNKNOWN);
        assertThat(proof(GOOGLE, Duration.ofSeconds(60).toNanos())).isEqualTo(Proof.GENUINE);
    }

    @Test
    void whoIsGenuineIsSoForADayAndWhileItIsLookedUpAgain() {
        names.confirm(ADDRESS, "crawl.googlebot.com");
        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
        names.held = true;

        assertThat(proof(GOOGLE, 23 * HOUR)).isEqualTo(Proof.GENUINE);
        assertThat(names.asked).isEqualTo(1);
        assertThat(proof(GOOGLE, 24 * HOUR)).isEqualTo(Proof.GENUINE);
        assertThat(names.asked).isEqualTo(2);
    }

    @Test
    void whatWasKnownHoldsWhileTheDnsDoesNotAnswer() {
        names.confirm(ADDRESS, "crawl.googlebot.com");
        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
        names.broken = true;

        assertThat(proof(GOOGLE, 24 * HOUR)).isEqualTo(Proof.GENUINE);
        assertThat(proof(GOOGLE, 25 * HOUR)).isEqualTo(Proof.GENUINE);
        assertThat(names.asked).as("it is asked again").isEqualTo(3);
    }

    @Test
    void oneNameOfTheCrawlersThatLeadsBackIsEnough() {
        names.claim(ADDRESS, "old.googlebot.com");
        names.confirm(ADDRESS, "crawl.googlebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
    }

    @Test
    void notAllNamesThatAForgerGivesItselfAreLookedUp() {
        for (int i = 0; i < 50; i++) {
            names.claim(ADDRESS, "crawl-" + i + ".googlebot.com");
        }
        names.confirm(ADDRESS, "crawl.googlebot.com");

        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.FORGED);
    }

    @Test
    void aFloodOfForgersIsNotLookedUpAllAtOnce() {
        names.held = true;
        for (int i = 0; i < 1000; i++) {
            IpPrefix address = ipv4(10, 0, i >> 8, i & 255);
            crawlers.claim(new Asked(address, address, GOOGLE), 0);
        }
        assertThat(names.asked).isEqualTo(Crawlers.MAX_PENDING);
        names.answer();
        assertThat(proof(GOOGLE, 0)).as("there is room again").isEqualTo(Proof.FORGED);
    }

    @Test
    void aPrefixWithoutItsAddressIsNeverForged() {
        IpPrefix prefix = new IpPrefix(0x2001_4860_4801_0010L, 0, 64);

        Claim claim = crawlers.claim(new Asked(prefix, prefix, GOOGLE), 0);
        assertThat(claim).isEqualTo(new Claim("googlebot", Proof.UNKNOWN));
        assertThat(names.asked).isZero();
    }

    @Test
    void publishedRangesNeedNoNames() {
        NetworkList published = new NetworkList(List.of(new IpPrefix(ADDRESS.high(), ADDRESS.low(), 120)));
        Crawler duck = new Crawler("duckduckbot", List.of("duckduckbot"), List.of(), published);
        crawlers.configure(new CrawlerSettings(List.of(duck), true, null));

        assertThat(proof("DuckDuckBot/1.1", 0)).isEqualTo(Proof.GENUINE);
        IpPrefix elsewhere = ipv4(192, 0, 2, 1);
        assertThat(crawlers.claim(new Asked(elsewhere, elsewhere, "DuckDuckBot/1.1"), 0))
                .isEqualTo(new Claim("duckduckbot", Proof.FORGED));
        assertThat(names.asked).isZero();
    }

    @Test
    void ofACrawlerOfWhichNothingIsPublishedNothingIsKnown() {
        assertThat(proof("DuckDuckBot/1.1", 0)).as("it is anybody").isNull();
    }

    @Test
    void otherSettingsBeginAnew() {
        names.confirm(ADDRESS, "crawl.googlebot.com");
        assertThat(proof(GOOGLE, 0)).isEqualTo(Proof.GENUINE);
        crawlers.configure(new CrawlerSettings(CrawlerSettings.DEFAULT.crawlers(), false, null));

        assertThat(proof(GOOGLE, 0)).as("nothing tells any more").isNull();
    }
}
