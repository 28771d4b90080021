package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.country.Countries;
import dev.portcullis.rules.crawler.CrawlerSettings;
import dev.portcullis.rules.crawler.Crawlers;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.session.SessionSettings;
import dev.portcullis.rules.session.Sessions;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhereTest {

    private static final Request REQUEST = Request.from("192.0.2.1");

    @Test
    void keysTogetherAreAllOfAndEachListIsAnyOf() {
        Tested where = new Tested(new Condition(
                List.of("POST", "PUT"),
                List.of("*.example"),
                List.of("/wp-login.php", "*/login*"),
                List.of(),
                List.of("*curl*", "*python*"),
                List.of()));
        Request matching = REQUEST.post("/wp-login.php").as("Python-urllib/3");

        assertThat(where.matches(matching)).isTrue();
        assertThat(where.matches(matching.post("/a/login.php"))).isTrue();
        assertThat(where.matches(matching.get("/wp-login.php"))).isFalse();
        assertThat(where.matches(matching.host("site.test"))).isFalse();
        assertThat(where.matches(matching.post("/"))).isFalse();
        assertThat(where.matches(matching.as("Mozilla/5.0"))).isFalse();
    }

    @Test
    void anEmptyListIsAny() {
        assertThat(new Tested(Condition.ANY).matches(REQUEST)).isTrue();
        assertThat(new Tested(Condition.ANY).matches(REQUEST, 200)).isTrue();
    }

    @Test
    void hostsAreComparedWithoutRegardToCaseAndPathsWithIt() {
        Condition host = new Condition(List.of(), List.of("Site.EXAMPLE"), List.of(), List.of(), List.of(), List.of());
        assertThat(new Tested(host).matches(REQUEST)).isTrue();
        assertThat(new Tested(Rules.path("/Login")).matches(REQUEST.get("/login")))
                .isFalse();
    }

    @Test
    void methodsAreComparedExactly() {
        Condition post = new Condition(List.of("POST"), List.of(), List.of(), List.of(), List.of(), List.of());
        Request lower = new Request(REQUEST.client(), "", "post", "site.example", "/", "", "");
        assertThat(new Tested(post).matches(lower)).isFalse();
    }

    @Test
    void whateverIsExcludedDoesNotMatch() {
        Tested where = new Tested(Rules.not(Rules.path("*.css"), Rules.userAgent("*Googlebot*")));
        assertThat(where.matches(REQUEST)).isTrue();
        assertThat(where.matches(REQUEST.get("/a.css"))).isFalse();
        assertThat(where.matches(REQUEST.as("googlebot/2.1"))).isFalse();
    }

    @Test
    void theStatusIsLeftOpenUntilItIsKnown() {
        Tested missing = new Tested(Rules.status(404, 404));
        assertThat(missing.looksAtStatus()).isTrue();
        assertThat(missing.matches(REQUEST)).isTrue();
        assertThat(missing.matches(REQUEST, 404)).isTrue();
        assertThat(missing.matches(REQUEST, 403)).isFalse();
    }

    @Test
    void anExcludedStatusIsLeftOpenToo() {
        Condition missingPage = new Condition(
                List.of(), List.of(), List.of("/page"), List.of(new StatusRange(404, 404)), List.of(), List.of());
        Tested where = new Tested(Rules.not(missingPage));
        assertThat(where.looksAtStatus()).isTrue();
        assertThat(where.matches(REQUEST.get("/page"))).isTrue();
        assertThat(where.matches(REQUEST.get("/page"), 404)).isFalse();
        assertThat(where.matches(REQUEST.get("/page"), 200)).isTrue();
    }

    /** A condition compiled as the only one. */
    private static final class Tested {

        private final Where where;
        private final Patterns.Reader reader;

        Tested(Condition condition) {
            Patterns patterns = new Patterns();
            this.where = new Where(condition, patterns);
            this.reader = patterns.reader();
        }

        boolean looksAtStatus() {
            return where.looksAtOutcome();
        }

        boolean matches(Request request) {
            return where.matches(read(request), null);
        }

        boolean matches(Request request, int status) {
            return where.matches(read(request), new Outcome(Outcome.Ending.SERVED, status, 0, 0, 0));
        }

        private Reading read(Request request) {
            FingerprintKey key = new FingerprintKey(1, 2);
            return reader.read(new Inquiry(
                    request,
                    0,
                    new Lookups(
                            new Sessions(SessionSettings.DEFAULT, key),
                            new Crawlers(CrawlerSettings.DEFAULT, NameService.NONE),
                            Countries.NONE,
                            ClientSettings.DEFAULT,
                            key)));
        }
    }
}
