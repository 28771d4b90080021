package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Outcome.Ending;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a client gets when the origin fails, and what of a broken origin never reaches anybody. */
class FailingOriginTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void answers502WhenTheOriginRefusesAnd504WhenItDoesNotAnswerTheCall() {
        proxy.dialFailures.add(new ConnectException("refused"));
        client.receive(GET);
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
        proxy.dialFailures.add(new ConnectTimeoutException("late"));
        client.receive(GET);
        assertThat(client.sent()).startsWith("HTTP/1.1 504 ");
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_TIMEOUT);
    }

    @Test
    void answers504WhenTheOriginIsSilentAndGivesItUp() {
        client.receive(GET);
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.sent()).isEmpty();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.sent()).startsWith("HTTP/1.1 504 ");
        assertThat(proxy.origin().channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().originNanos())
                .isEqualTo(Duration.ofSeconds(60).toNanos());
    }

    @Test
    void answers502ToABrokenHeadOfTheOrigin() {
        client.receive(GET);
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void closesWithoutAnEndWhenAResponseBreaksOff() {
        client.receive(GET);
        proxy.origin().receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
        proxy.origin().hangUp();
        assertThat(client.sent()).endsWith("2\r\nok\r\n");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
    }

    @Test
    void neverLetsASurplusResponseReachAnybody() {
        client.receive(GET);
        proxy.origin().receive(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
        assertThat(client.sent()).isEqualTo(OK);
        assertThat(proxy.origin().channel.isActive()).as("closed").isFalse();
        client.receive(GET);
        assertThat(proxy.origins).as("a new connection").hasSize(2);
    }

    @Test
    void closesAKeptConnectionOnWhichTheOriginSendsUnasked() {
        client.receive(GET);
        proxy.origin().receive(OK);
        proxy.origin().receive("x");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }

    @Test
    void refusesToBelieveInAnUpgradeThatNobodyAskedFor() {
        client.receive(GET);
        proxy.origin().receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void refusesEndlessInformationalResponses() {
        client.receive(GET);
        proxy.origin().receive("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17));
        assertThat(client.sent()).contains("HTTP/1.1 502 ");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }
}
