package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real PHP application says what it knows of its visitors, by the file that the documentation gives. */
@Timeout(120)
class SignalIT {

    private static final String RULES = """
            rules {
              guess { count = failed-logins, over = 2, within = 1 minute, then = ban, for = 1 hour }
              links { where { origin-signal = "add *" }, add = 1 }
              spam { count = score, over = 30, within = 1 minute, then = ban, for = 1 hour }
              many { count = requests, per = session, over = 5, within = 1 minute, then = throttle }
            }
            """;

    private static final Duration BAN = Duration.ofSeconds(10);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n" + RULES);

    @Test
    void theSiteBansAVisitorForAsLongAsItSays() throws Exception {
        try (Visitor bad = portcullis.visitor("127.0.0.71");
                Visitor good = portcullis.visitor("127.0.0.72")) {
            Visitor.Page said = bad.get("/signal.php?say=ban+2h&why=spam+in+the+guest+book;+twice");

            assertThat(said.status()).isEqualTo(200);
            assertThat(said.answer().field("Portcullis-Signal")).isEmpty();
            awaitBan(bad);
            assertThat(good.get("/").status()).isEqualTo(200);
            assertThat(portcullis.ask("ban", "why", "127.0.0.71", "-o", "human").text())
                    .contains("origin-signal", "the site said: ban 2h; spam in the guest book; twice");
        }
    }

    @Test
    void aVisitorCanNotSpeakForTheSite() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.73")) {
            Visitor.Page page = visitor.get("/signal.php", "Portcullis-Signal: ban 1h", "Portcullis_Signal: ban 1h");

            assertThat(page.text()).isEqualTo("of the visitor: nothing");
            assertThat(visitor.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void failedLoginsThatTheSiteTellsOfAreCounted() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.74")) {
            for (int i = 0; i < 3; i++) {
                assertThat(visitor.get("/signal.php?say=failed-login").status()).isEqualTo(200);
            }
            awaitBan(visitor);
            assertThat(portcullis.ask("ban", "why", "127.0.0.74", "-o", "human").text())
                    .contains("3 failed logins within 1 minute, over the limit of 2");
        }
    }

    @Test
    void pointsThatTheSiteGivesAddUp() throws Exception {
        try (Visitor visitor = portcullis.visitor("127.0.0.75")) {
            assertThat(visitor.get("/signal.php?say=add+20").status()).isEqualTo(200);
            assertThat(visitor.get("/").status()).isEqualTo(200);
            visitor.get("/signal.php?say=add+20");
            awaitBan(visitor);
        }
    }

    @Test
    void requestsOfASessionThatPhpBeganAreCountedTogether() throws Exception {
        try (Visitor home = portcullis.visitor("127.0.0.76");
                Visitor mobile = portcullis.visitor("127.0.0.77")) {
            String cookie =
                    home.get("/session.php").answer().field("Set-Cookie").orElseThrow();
            String session = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
            for (int i = 0; i < 5; i++) {
                assertThat((i % 2 == 0 ? home : mobile).get("/", session).status())
                        .isEqualTo(200);
            }
            assertThat(mobile.get("/", session).status()).isEqualTo(429);
            assertThat(mobile.get("/", "Cookie: PHPSESSID=made-up").status()).isEqualTo(200);
            assertThat(mobile.get("/").status()).isEqualTo(200);
        }
    }

    /** Waits for the ban: what an answer says counts when its last byte is written, which the visitor may have read by then. */
    private static void awaitBan(Visitor visitor) {
        Await.until(BAN, "the ban", () -> {
            visitor.endConnection();
            try {
                return visitor.get("/style.css").status() == 403;
            } catch (IOException cutOff) {
                return false;
            }
        });
    }
}
