package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.crawler.FakeNames;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The default rules against what legitimate people were measured to do, and what bots do. */
class DefaultRulesTest {

    private static final IpPrefix CLIENT = IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1});
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private final ManualTime time = new ManualTime();
    private final FakeNames names = new FakeNames();
    private final PolicyEngine engine;

    DefaultRulesTest() {
        PolicySettings settings =
                new PolicySettings(rules(), NetworkList.EMPTY, NetworkList.EMPTY, ClientSettings.DEFAULT, false);
        engine = new PolicyEngine(settings, new Bans(Bannable.of(settings), time, time), time, names);
    }

    @Test
    void areTheseInThisOrder() {
        assertThat(rules())
                .extracting(Rule::name)
                .containsExactly(
                        "hourly-flood", "storm", "costly", "scanner", "login-guess", "probes", "origin-signal");
    }

    @Test
    void letAnAdministratorWork() {
        // 407 requests in 60 seconds, 313 of them in 10; 361 answers of 4xx, 331 of them of admin-ajax.php, the
        // others of a few pages that the session had no right to
        for (int i = 0; i < 407; i++) {
            boolean burst = i < 313;
            int status = i < 361 ? 400 : 200;
            String path = i < 331 ? "/wp-admin/admin-ajax.php" : "/wp-admin/edit-" + i % 12 + ".php";
            assertPasses(visit("POST", path, status, Duration.ofMillis(120), BROWSER));
            time.advance(
                    burst
                            ? Duration.ofSeconds(10).dividedBy(313)
                            : Duration.ofSeconds(50).dividedBy(94));
        }
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(120), BROWSER));
    }

    @Test
    void letAnOwnerFailElevenLogins() {
        repeat(11, () -> assertPasses(visit("POST", "/wp-login.php", 200, Duration.ofMillis(300), BROWSER)));
        assertPasses(visit("POST", "/wp-login.php", 302, Duration.ofMillis(300), BROWSER));
        assertPasses(visit("GET", "/wp-admin/", 200, Duration.ofMillis(300), BROWSER));
    }

    @Test
    void letAnOfficeBehindOneAddressLogIn() {
        repeat(100, () -> assertPasses(visit("POST", "/login", 303, Duration.ofMillis(200), BROWSER)));
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
    }

    @Test
    void letAVisitorSearch() {
        for (int i = 0; i < 31 * 6; i++) {
            assertPasses(visit("GET", "/", 200, Duration.ofMillis(900), BROWSER));
            time.advance(Duration.ofSeconds(10).dividedBy(31));
        }
    }

    @Test
    void letABrokenPageBeRead() {
        repeat(500, () -> assertPasses(visit("GET", "/themes/old/logo.png", 404, Duration.ofMillis(2), BROWSER)));
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
    }

    @Test
    void letASearchEngineTryTheOldPagesOfAMovedSite() {
        names.confirm(CLIENT, "crawl-192-0-2-1.googlebot.com");
        String google = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        for (int i = 0; i < 1000; i++) {
            assertPasses(visit("GET", "/old/" + i, 404, Duration.ofMillis(20), google));
            time.advance(Duration.ofMillis(500));
        }
    }

    @Test
    void banAScannerThatSaysItIsASearchEngine() {
        String google = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        for (int i = 0; i <= 16; i++) {
            visit("GET", "/backup-" + i + ".php", 404, Duration.ofMillis(5), google);
        }
        assertActs(visit("GET", "/", 200, Duration.ofMillis(5), google), "ban", "scanner");
    }

    @Test
    void letALinkThatLeadsNowhereBeFollowed() {
        repeat(200, () -> assertPasses(visit("GET", "/old/page", 404, Duration.ofMillis(2), BROWSER)));
        for (int i = 0; i < 15; i++) {
            assertPasses(visit("GET", "/old/" + i, 404, Duration.ofMillis(2), BROWSER));
            time.advance(Duration.ofSeconds(30));
        }
    }

    @Test
    void letJetpackTalkToItsSite() {
        String jetpack = "Jetpack by WordPress.com";
        repeat(200, () -> assertPasses(visit("POST", "/xmlrpc.php", 200, Duration.ofMillis(50), jetpack)));
    }

    @Test
    void letALongDownloadTakeItsTime() {
        repeat(4, () -> visit("GET", "/video.mp4", 200, Duration.ofMinutes(20), BROWSER));
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
    }

    @Test
    void letNinethousandeighthundredAnHourPassAndBanOneMore() {
        Duration apart = Duration.ofHours(1).dividedBy(9801);
        for (int i = 0; i < 9800; i++) {
            assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
            time.advance(apart);
        }
        assertActs(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER), "ban", "hourly-flood");
        time.advance(Duration.ofHours(23));
        assertActs(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER), "ban", "hourly-flood");
        time.advance(Duration.ofHours(2));
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
    }

    @Test
    void banWhoAsksForMuchMoreThanTheSiteCanMake() {
        for (int second = 0; second < 60; second++) {
            repeat(10, () -> waits("/page.php"));
            time.advance(Duration.ofSeconds(1));
        }
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));

        repeat(101, () -> waits("/page.php"));
        assertActs(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER), "ban", "storm");
        time.advance(Duration.ofMinutes(10));
        assertPasses(visit("GET", "/", 200, Duration.ofMillis(20), BROWSER));
    }

    @Test
    void throttleWhoKeepsAWorkerBusyAllTheTime() {
        for (int i = 0; i < 60; i++) {
            assertPasses(visit("GET", "/slow.php", 200, Duration.ofSeconds(10), BROWSER));
        }
        visit("GET", "/slow.php", 200, Duration.ofSeconds(15), BROWSER);
        assertActs(visit("GET", "/slow.php", 200, Duration.ofSeconds(10), BROWSER), "throttle", "costly");
    }

    @Test
    void banAScanner() {
        for (int i = 0; i <= 103; i++) {
            visit("GET", "/backup-" + i + ".php", 404, Duration.ofMillis(5), "ffuf");
        }
        assertActs(visit("GET", "/", 200, Duration.ofMillis(5), "ffuf"), "ban", "scanner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/wp-login.php", "/blog/wp-login.php", "/xmlrpc.php", "/user/login", "/login.php"})
    void banWhoGuessesPasswords(String path) {
        repeat(17, () -> visit("POST", path, 200, Duration.ofMillis(300), "curl"));

        assertActs(visit("GET", "/", 200, Duration.ofMillis(5), "curl"), "ban", "login-guess");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.env",
                "/api/.env",
                "/.env.production",
                "/.git/config",
                "/blog/.git/config",
                "/.git/logs/HEAD",
                "/.git-credentials",
                "/.svn/wc.db",
                "/.aws/credentials",
                "/.ssh/id_rsa",
                "/wp-config.php.bak",
                "/wordpress/wp-config.php~",
                "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
            })
    void banAThiefAtTheFirstRequest(String path) {
        assertActs(visit("GET", path, 404, Duration.ofMillis(1), "curl"), "ban", "probes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.php",
                "/favicon.ico",
                "/robots.txt",
                "/.well-known/acme-challenge/evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
                "/.well-known/acme-challenge/.env",
                "/.well-known/security.txt",
                "/.well-known/change-password",
                "/.well-known/caldav",
                "/remote.php/dav/files/anna/.DS_Store",
                "/.git/info/refs",
                "/.git/HEAD",
                "/project/.git/info/refs",
                "/project/.git/objects/info/packs",
                "/.git/info/exclude",
                "/wp-admin/install.php",
                "/wp-config.php",
                "/wp-includes/js/wp-emoji-release.min.js",
                "/docs/source/wp-config.php.html",
                "/environment",
                "/env.js",
                "/lib/exe/fetch.php",
                "/administrator/index.php",
                "/autodiscover/autodiscover.xml",
                "/.htaccess",
            })
    void letEverythingElseBeAskedFor(String path) {
        assertPasses(visit("GET", path, 404, Duration.ofMillis(1), BROWSER));
    }

    private static List<Rule> rules() {
        Checked<List<Rule>> checked = Document.ofText("empty", "").check(RulesReader::read);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    /** A browser asks for a page, and has to wait for it; in the end it is served. */
    private void waits(String path) {
        Facts facts = new Asked("GET", path, BROWSER);
        Verdict verdict = engine.decide(facts, time.nanos());
        engine.waits(facts, verdict, time.nanos());
        engine.ended(facts, verdict, new Outcome(Ending.SERVED, 200, 0, 1000, 10_000_000), time.nanos());
    }

    private Verdict visit(String method, String path, int status, Duration originTime, String userAgent) {
        Facts facts = new Asked(method, path, userAgent);
        Verdict verdict = engine.decide(facts, time.nanos());
        Outcome outcome = verdict.forwards()
                ? new Outcome(Ending.SERVED, status, 0, 1000, originTime.toNanos())
                : new Outcome(Ending.REFUSED, 403, 0, 0, 0);
        engine.ended(facts, verdict, outcome, time.nanos());
        return verdict;
    }

    private static void repeat(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static void assertPasses(Verdict verdict) {
        assertThat(verdict).isEqualTo(Verdict.Pass.INSTANCE);
    }

    private static void assertActs(Verdict verdict, String action, String rule) {
        assertThat(verdict.action()).isEqualTo(action);
        assertThat(verdict.rule()).isEqualTo(rule);
    }

    private record Asked(String method, String path, String userAgent) implements Facts {
        @Override
        public IpPrefix client() {
            return CLIENT;
        }

        @Override
        public String site() {
            return "";
        }

        @Override
        public String host() {
            return "www.example.org";
        }

        @Override
        public String query() {
            return "";
        }
    }
}
