package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Outcome;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the origin says to policy in its answers. */
class HearingTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private End client(String request) {
        proxy.policy.signalField = "portcullis-signal";
        return proxy.client().receive(request);
    }

    private Outcome outcome() throws InterruptedException {
        return proxy.policy.outcomes.take();
    }

    @Test
    void theOriginsWordIsHeardAndNotPassedOn() throws Exception {
        End client = client(GET);
        proxy.origins
                .get(0)
                .receive(
                        "HTTP/1.1 200 OK\r\nX-A: 1\r\nPORTCULLIS-Signal: ban 1h; spam\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.sent()).contains("X-A: 1\r\nX-B: 2\r\n").doesNotContainIgnoringCase("signal");
        assertThat(outcome().signal()).isEqualTo("ban 1h; spam");
    }

    @Test
    void severalWordsAreHeardOneByOne() throws Exception {
        End client = client(GET);
        proxy.origins
                .get(0)
                .receive("HTTP/1.1 200 OK\r\nPortcullis-Signal: failed-login\r\nX-A: 1\r\n"
                        + "Portcullis-Signal: ban 1h; once, twice\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.sent()).contains("X-A: 1\r\n").doesNotContainIgnoringCase("signal");
        assertThat(outcome().signal()).isEqualTo("failed-login\nban 1h; once, twice");
    }

    @Test
    void noOtherPartOfAnAnswerPassesIt() throws Exception {
        End client = client(GET);
        proxy.origins
                .get(0)
                .receive("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nPortcullis-Signal: ban 1h\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1\r\nx\r\n0\r\nX-Sum: 1\r\nPortcullis-Signal: ban 1h\r\n\r\n");

        assertThat(client.sent()).contains("</a.css>", "X-Sum: 1").doesNotContainIgnoringCase("portcullis-signal");
        assertThat(outcome().signal()).isEmpty();
    }

    @Test
    void aClientsWordIsNeitherHeardNorPassedOn() throws Exception {
        End client = client("GET / HTTP/1.1\r\nHost: a\r\nPortcullis-Signal: ban 1h\r\nX-A: 1\r\n\r\n");
        assertThat(proxy.origins.get(0).sent()).contains("X-A: 1\r\n").doesNotContainIgnoringCase("portcullis-signal");
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.sent()).startsWith("HTTP/1.1 200 ");
        assertThat(outcome().signal()).isEmpty();
    }

    @Test
    void aFieldOfNoMeaningPasses() throws Exception {
        End client = client("GET / HTTP/1.1\r\nHost: a\r\nPortcullis-Signals: 1\r\n\r\n");
        assertThat(proxy.origins.get(0).sent()).contains("Portcullis-Signals: 1\r\n");
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nPortcullis-Signa: 2\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.sent()).contains("Portcullis-Signa: 2\r\n");
        assertThat(outcome().signal()).isEmpty();
    }

    @Test
    void policyHearsOfEachCookieThatIsSet() {
        End client = client(GET);
        proxy.origins
                .get(0)
                .receive("HTTP/1.1 200 OK\r\nSet-Cookie: a=1; path=/\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n");

        assertThat(proxy.policy.cookiesSet).containsExactly("a=1; path=/", "b=2");
        assertThat(client.sent()).contains("Set-Cookie: a=1; path=/\r\nset-cookie: b=2\r\n");
    }

    @Test
    void policySeesTheRequestsFields() throws Exception {
        client("GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nX-A: 1\r\ncookie: b=2\r\nx-a: 2\r\n\r\n");
        Facts facts = proxy.policy.facts.take();

        assertThat(facts.header("cookie")).isEqualTo("a=1; b=2");
        assertThat(facts.header("x-a")).isEqualTo("1, 2");
        assertThat(facts.header("x-b")).isEmpty();
    }

    @Test
    void policyHearsOfWhatIsNoRequest() {
        client("nonsense\r\n\r\n");

        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
    }
}
