package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A visitor with a browser before a real PHP application, under the default rules. */
class BrowsingIT {

    private static final String VISITOR = "127.0.0.20";

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.withDokuWiki();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n");

    @Test
    void readsLogsInAndEditsAWikiWithoutAnyRuleActing(@TempDir Path profile) throws IOException {
        try (Forwarder home = new Forwarder(VISITOR, portcullis.port());
                Browser browser = new Browser(profile)) {
            String wiki = "http://127.0.0.1:" + home.port() + "/dokuwiki/doku.php";

            browser.open(wiki + "?id=start");
            assertThat(browser.title()).isEqualTo("start [A wiki]");
            browser.awaitText("h1.sectionedit1", "Welcome");

            browser.open(wiki + "?id=start&do=login");
            browser.type("#dw__login input[name=u]", ApachePhp.WIKI_USER);
            browser.type("#dw__login input[name=p]", ApachePhp.WIKI_PASSWORD);
            browser.click("#dw__login button[type=submit]");
            browser.awaitText("#dokuwiki__usertools", "A gardener");

            browser.open(wiki + "?id=garden&do=edit");
            browser.type("#wiki__text", "====== The garden ======\n\nRoses grow here.\n");
            browser.click("#edbtn__save");
            browser.awaitText("#dokuwiki__content", "Roses grow here.");

            browser.open(wiki + "?id=garden&do=recent");
            browser.awaitText("#dokuwiki__content", "garden");
            browser.open(wiki + "?id=garden&do=media");
            browser.awaitText("#dokuwiki__content", "Media Manager");
            browser.open(wiki + "?id=garden&do=revisions");
            browser.awaitText("#dokuwiki__content", "created");
        }

        assertThat(portcullis.metric("portcullis_http_requests_total\\{.*code=\"[23]"))
                .as("requests answered")
                .isGreaterThan(50);
        assertThat(portcullis.metric("portcullis_http_requests_total\\{.*code=\"[45]"))
                .as("requests that failed")
                .isZero();
        assertThat(portcullis.metric("portcullis_decisions_total\\{(?!.*action=\"pass\")"))
                .as("verdicts other than pass")
                .isZero();
        assertThat(portcullis.metric("portcullis_active_bans\\{")).isZero();
        assertThat(APACHE.accessLog())
                .filteredOn(line -> line.contains("/dokuwiki/"))
                .as("the visitor, as Apache logs it, came by way of Portcullis")
                .isNotEmpty()
                .allMatch(line -> line.startsWith(VISITOR + " 127.0.0.1 "));
    }

    @Test
    void phpSeesTheVisitorAndTheNameTheyAskedFor() throws IOException {
        Map<String, @Nullable Object> server;
        try (Visitor visitor = portcullis.visitor(VISITOR)) {
            server = Json.object(visitor.get("/server.php?a=%2e%2E", "X-Forwarded-For: 203.0.113.9", "Via: 1.1 made-up")
                    .text());
        }

        assertThat(server)
                .containsEntry("REMOTE_ADDR", VISITOR)
                .containsEntry("HTTP_HOST", "www.portcullis.test")
                .containsEntry("HTTP_X_FORWARDED_PROTO", "http")
                .containsEntry("HTTP_X_FORWARDED_HOST", "www.portcullis.test")
                .containsEntry("REQUEST_URI", "/server.php?a=%2e%2E");
        assertThat(String.valueOf(server.get("HTTP_FORWARDED")))
                .contains("for=" + VISITOR)
                .contains("proto=http");
        assertThat(String.valueOf(server.get("HTTP_VIA"))).contains("1.1 ");
    }

    @Test
    void apachesOwnRedirectsLeadBackToPortcullis() throws IOException {
        try (Visitor visitor = portcullis.visitor(VISITOR)) {
            Visitor.Page page = visitor.get("/dokuwiki/lib");

            assertThat(page.status()).isEqualTo(301);
            assertThat(page.answer().field("Location")).contains("http://www.portcullis.test/dokuwiki/lib/");
        }
    }
}
