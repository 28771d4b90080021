package dev.portcullis.rules.crawler;

import dev.portcullis.rules.client.NetworkList;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which crawlers there are and how they are verified.
 *
 * @param crawlers none of them having another's name
 * @param names whether the names of addresses are looked up
 * @param server the DNS server that is asked; null for those of the machine
 */
public record CrawlerSettings(
        List<Crawler> crawlers, boolean names, @Nullable InetSocketAddress server) {

    /**
     * The crawlers of widespread search engines, as their operators describe them; names are looked up. DuckDuckGo's has published
     * ranges only, so that one is verified when these are configured.
     */
    public static final CrawlerSettings DEFAULT = new CrawlerSettings(
            List.of(
                    crawler(
                            "googlebot",
                            List.of(
                                    "googlebot",
                                    "google-inspectiontool",
                                    "storebot-google",
                                    "googleother",
                                    "adsbot-google"),
                            "googlebot.com",
                            "google.com"),
                    crawler("bingbot", List.of("bingbot", "msnbot", "bingpreview", "adidxbot"), "search.msn.com"),
                    crawler("applebot", List.of("applebot"), "applebot.apple.com"),
                    crawler("duckduckbot", List.of("duckduckbot")),
                    crawler("yandex", List.of("yandex.com/bots", "yandexbot"), "yandex.ru", "yandex.net", "yandex.com"),
                    crawler("baidu", List.of("baiduspider"), "baidu.com", "baidu.jp"),
                    crawler("yahoo", List.of("yahoo! slurp"), "crawl.yahoo.net"),
                    crawler("seznam", List.of("seznambot"), "seznam.cz"),
                    crawler("petalbot", List.of("petalbot"), "petalsearch.com"),
                    crawler("naver", List.of("naver.me/spd"), "naver.com")),
            true,
            null);

    /** No crawlers: everybody is treated alike. */
    public static final CrawlerSettings NONE = new CrawlerSettings(List.of(), false, null);

    /** Copies the list. */
    public CrawlerSettings {
        crawlers = List.copyOf(crawlers);
    }

    private static Crawler crawler(String name, List<String> agents, String... domains) {
        return new Crawler(name, agents, List.of(domains), NetworkList.EMPTY);
    }
}
