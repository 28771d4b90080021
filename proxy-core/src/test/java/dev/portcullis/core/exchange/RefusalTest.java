package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import io.netty.channel.DefaultChannelPromise;
import java.net.InetAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a client gets whose request is refused: by policy, because it is malformed, or because the client was banned meanwhile. */
class RefusalTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    @Test
    void refusesWithoutAskingTheOriginAndKeepsTheConnection() {
        proxy.policy.verdict = new Verdict.Banned("scanner");
        client.receive(GET);
        assertThat(client.sent())
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .doesNotContain("scanner")
                .doesNotContain("Connection: close");
        assertThat(proxy.origins).isEmpty();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.REFUSED);
        assertThat(proxy.lastOutcome().originNanos()).isZero();
        assertThat(proxy.lastOutcome().responseBytes()).as("the page").isPositive();
        proxy.policy.verdict = Verdict.Pass.INSTANCE;
        client.receive(GET);
        proxy.origin().receive(OK);
        assertThat(client.sent()).as("the next request").isEqualTo(OK);
    }

    @Test
    void refusesAllOfSeveralPipelinedRequests() {
        proxy.policy.verdict = new Verdict.Deny("x");
        client.receive(GET + GET + GET);
        assertThat(client.sent().split("HTTP/1.1 403", -1)).hasSize(4);
    }

    @Test
    void answersARefusedUploadWithoutReadingItAndCloses() {
        proxy.policy.verdict = new Verdict.Deny("x");
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
        assertThat(client.sent()).startsWith("HTTP/1.1 403 ").contains("\r\nConnection: close\r\n");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void sendsNoPageForAHeadRequest() {
        proxy.policy.verdict = new Verdict.Deny("x");
        client.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.sent()).contains("\r\nContent-Length: ").endsWith("\r\n\r\n");
    }

    @Test
    void closesWithoutAnAnswerForADrop() {
        proxy.policy.verdict = new Verdict.Drop("x");
        client.receive(GET);
        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.REFUSED);
    }

    @Test
    void answersWhatIsNoRequestAndTellsTheListenerButNotPolicy() {
        client.receive("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(proxy.lastOutcome().status()).isEqualTo(400);
        assertThat(proxy.policy.facts).isEmpty();
    }

    @Test
    void sendsThePageForAMalformedRequestThatFollowsAHead() {
        client.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        proxy.origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        client.receive("x\r\n");
        assertThat(client.sent()).contains("HTTP/1.1 400 ").endsWith("</html>\n");
    }

    @Test
    void givesTheOriginNoEndOfABodyThatIsBroken() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        assertThat(proxy.origin().sent()).endsWith("3\r\nabc\r\n");
        client.receive("zz\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 400 ");
        assertThat(proxy.origin().sent()).as("never a last chunk").isEmpty();
        assertThat(proxy.origin().channel.isActive()).as("destroyed").isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
    }

    @Test
    void cutsOffAClientThatIsBannedMeanwhileAndLeavesOthers() {
        client.receive(GET);
        proxy.worker().recheck(Runnable::run);
        assertThat(client.channel.isActive()).as("not banned").isTrue();
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getLoopbackAddress()));
        proxy.worker().recheck(Runnable::run);
        assertThat(client.channel.isActive()).isFalse();
        assertThat(proxy.lastOutcome().ending()).isEqualTo(Ending.CUT_OFF);
    }

    @Test
    void sendsNothingToAnOriginThatIsReachedAfterTheRequestWasRefused() {
        DefaultChannelPromise[] dialed = new DefaultChannelPromise[1];
        proxy.dialing = end -> dialed[0] = new DefaultChannelPromise(end.channel, end.channel.eventLoop());
        client.holdWrites = true;
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
        dialed[0].setSuccess();
        proxy.origin().channel.runPendingTasks();
        assertThat(proxy.origin().sent()).as("sent to the origin").isEmpty();
        assertThat(proxy.origin().channel.isActive()).isFalse();
        client.holdWrites = false;
        client.channel.flush();
        assertThat(client.sent()).startsWith("HTTP/1.1 400 ");
        assertThat(proxy.finished).hasSize(1);
        assertThat(proxy.totals.active()).isZero();
    }
}
