package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class Http1ClientConnectionTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final End client = proxy.client();

    private End origin() {
        return proxy.origins.get(proxy.origins.size() - 1);
    }

    private Outcome lastOutcome() {
        return proxy.finished.get(proxy.finished.size() - 1).outcome();
    }

    @Test
    void readsAHeadAsSoonAsAClientConnects() {
        assertThat(client.reads).as("reads asked for").isEqualTo(1);
        assertThat(proxy.worker().openCount()).isEqualTo(1);
    }

    @Test
    void passesARequestOnOnceItIsDecidedAndTheAnswerBackAsItComes() {
        client.receive(GET);
        assertThat(origin().sent()).as("sent to the origin").startsWith("GET /a HTTP/1.1\r\nHost: example.org\r\n");
        origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        assertThat(client.sent()).as("flushed as it came").endsWith("\r\n\r\no");
        origin().receive("k");
        assertThat(client.sent()).isEqualTo("k");
        assertThat(client.channel.isActive()).as("kept").isTrue();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.SERVED);
        assertThat(lastOutcome().responseBytes()).isEqualTo(2);
    }

    @Test
    void measuresTheOriginsTimeAndItsOwn() {
        client.receive(GET);
        proxy.time.advance(Duration.ofMillis(150));
        origin().receive(OK);
        assertThat(lastOutcome().originNanos()).isEqualTo(Duration.ofMillis(150).toNanos());
        assertThat(proxy.finished.get(0).totalNanos())
                .isEqualTo(Duration.ofMillis(150).toNanos());
        assertThat(proxy.finished.get(0).ownNanos()).as("its own part").isZero();
    }

    @Test
    void servesTheNextRequestOnTheSameOriginConnection() {
        client.receive(GET);
        origin().receive(OK);
        client.receive(GET);
        origin().receive(OK);
        assertThat(proxy.origins).hasSize(1);
        assertThat(client.sent()).isEqualTo(OK + OK);
    }

    @Test
    void refusesWithoutAskingTheOriginAndKeepsTheConnection() {
        proxy.policy.verdict = new Verdict.Banned("scanner");
        client.receive(GET);
        assertThat(client.sent())
                .startsWith("HTTP/1.1 403 Forbidden\r\n")
                .doesNotContain("scanner")
                .doesNotContain("Connection: close");
        assertThat(proxy.origins).isEmpty();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.REFUSED);
        assertThat(lastOutcome().originNanos()).isZero();
        assertThat(lastOutcome().responseBytes()).as("the page").isPositive();
        proxy.policy.verdict = Verdict.Pass.INSTANCE;
        client.receive(GET);
        origin().receive(OK);
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
        assertThat(lastOutcome().ending()).isEqualTo(Ending.REFUSED);
    }

    @Test
    void answersWhatIsNoRequestAndTellsTheListenerButNotPolicy() {
        client.receive("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(lastOutcome().status()).isEqualTo(400);
        assertThat(proxy.policy.facts).isEmpty();
    }

    @Test
    void sendsThePageForAMalformedRequestThatFollowsAHead() {
        client.receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        client.receive("x\r\n");
        assertThat(client.sent()).contains("HTTP/1.1 400 ").endsWith("</html>\n");
    }

    @Test
    void givesTheOriginNoEndOfABodyThatIsBroken() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        assertThat(origin().sent()).endsWith("3\r\nabc\r\n");
        client.receive("zz\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 400 ");
        assertThat(origin().sent()).as("never a last chunk").isEmpty();
        assertThat(origin().channel.isActive()).as("destroyed").isFalse();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.BAD_REQUEST);
    }

    @Test
    void answers502WhenTheOriginRefusesAnd504WhenItDoesNotAnswerTheCall() {
        proxy.dialFailures.add(new ConnectException("refused"));
        client.receive(GET);
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
        proxy.dialFailures.add(new ConnectTimeoutException("late"));
        client.receive(GET);
        assertThat(client.sent()).startsWith("HTTP/1.1 504 ");
        assertThat(lastOutcome().ending()).isEqualTo(Ending.ORIGIN_TIMEOUT);
    }

    @Test
    void answers504WhenTheOriginIsSilentAndGivesItUp() {
        client.receive(GET);
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.sent()).isEmpty();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.sent()).startsWith("HTTP/1.1 504 ");
        assertThat(origin().channel.isActive()).isFalse();
        assertThat(lastOutcome().originNanos()).isEqualTo(Duration.ofSeconds(60).toNanos());
    }

    @Test
    void answers502ToABrokenHeadOfTheOrigin() {
        client.receive(GET);
        origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(origin().channel.isActive()).isFalse();
    }

    @Test
    void closesWithoutAnEndWhenAResponseBreaksOff() {
        client.receive(GET);
        origin().receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
        origin().hangUp();
        assertThat(client.sent()).endsWith("2\r\nok\r\n");
        assertThat(client.channel.isActive()).isFalse();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.ORIGIN_FAILED);
    }

    @Test
    void neverLetsASurplusResponseReachAnybody() {
        client.receive(GET);
        origin().receive(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
        assertThat(client.sent()).isEqualTo(OK);
        assertThat(origin().channel.isActive()).as("closed").isFalse();
        client.receive(GET);
        assertThat(proxy.origins).as("a new connection").hasSize(2);
    }

    @Test
    void closesAKeptConnectionOnWhichTheOriginSendsUnasked() {
        client.receive(GET);
        origin().receive(OK);
        origin().receive("x");
        assertThat(origin().channel.isActive()).isFalse();
    }

    @Test
    void triesAgetAgainWhenAKeptConnectionWasClosedUnseen() {
        client.receive(GET);
        origin().receive(OK);
        client.receive(GET);
        origin().hangUp();
        assertThat(proxy.origins).hasSize(2);
        assertThat(origin().sent()).startsWith("GET /a ");
        origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK + OK);
        assertThat(proxy.worker().retryCount()).isEqualTo(1);
    }

    @Test
    void triesNothingAgainThatFailsOnAFreshConnection() {
        client.receive(GET);
        origin().hangUp();
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void triesNothingAgainOnceABytesOfAResponseHasCome() {
        client.receive(GET);
        origin().receive(OK);
        client.receive(GET);
        origin().receive("HTTP/1.1 2");
        origin().hangUp();
        assertThat(client.sent()).contains("HTTP/1.1 502 ");
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void sendsAPostOnlyOnAConnectionThatWasUsedWithinASecond() {
        String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        client.receive(GET);
        origin().receive(OK);
        proxy.time.advance(Duration.ofMillis(900));
        client.receive(post);
        origin().receive(OK);
        assertThat(proxy.origins).hasSize(1);
        proxy.time.advance(Duration.ofMillis(1100));
        client.receive(post);
        assertThat(proxy.origins).hasSize(2);
    }

    @Test
    void cancelsTheOriginsWorkWhenTheClientGoes() {
        client.receive(GET);
        client.hangUp();
        assertThat(origin().channel.isActive()).isFalse();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.CLIENT_GONE);
        assertThat(proxy.worker().openCount()).isZero();
        assertThat(proxy.worker().exchangeCount()).isZero();
    }

    @Test
    void doesNotReadTheOriginWhileTheClientTakesNothing() {
        client.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        client.receive(GET);
        int before = origin().reads;
        client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        origin().receive("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        assertThat(origin().reads).as("paused").isEqualTo(before);
        client.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        client.channel.runPendingTasks();
        assertThat(origin().reads).as("goes on").isEqualTo(before + 1);
    }

    @Test
    void doesNotReadTheClientWhileTheOriginTakesNothing() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
        origin().channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        origin().channel.runPendingTasks();
        int before = client.reads;
        client.receive("abc");
        assertThat(client.reads).as("paused").isEqualTo(before);
        origin().channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        origin().channel.runPendingTasks();
        assertThat(client.reads).as("goes on").isEqualTo(before + 1);
        assertThat(origin().sent()).endsWith("abc");
    }

    @Test
    void holdsPipelinedRequestsWithoutReadingMore() {
        client.receive(GET);
        int before = client.reads;
        client.receive(GET + GET);
        assertThat(client.reads).as("nothing more is read while requests wait").isEqualTo(before);
        assertThat(proxy.policy.facts).hasSize(1);
    }

    @Test
    void answers408ToAHeadThatTakesTooLongHoweverItTrickles() {
        for (int i = 0; i < 4; i++) {
            client.receive("G");
            proxy.pass(Duration.ofMillis(2500));
        }
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void closesAConnectionThatSaysNothingWithoutAWord() {
        proxy.pass(Duration.ofSeconds(10));
        assertThat(client.sent()).isEmpty();
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void closesAKeptConnectionThatIsIdleForTooLong() {
        client.receive(GET);
        origin().receive(OK);
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.channel.isActive()).isTrue();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void answers408ToABodyThatStopsComing() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
        proxy.pass(Duration.ofSeconds(60));
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(origin().channel.isActive()).isFalse();
    }

    @Test
    void says100ItselfWhenTheOriginIsSlowToAndOnlyOnce() {
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(origin().sent()).contains("\r\nExpect: 100-continue\r\n");
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        origin().receive("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.sent()).isEmpty();
        client.receive("abc");
        origin().receive(OK);
        assertThat(client.sent()).isEqualTo(OK);
    }

    @Test
    void refusesToBelieveInAnUpgradeThatNobodyAskedFor() {
        client.receive(GET);
        origin().receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        assertThat(client.sent()).startsWith("HTTP/1.1 502 ");
    }

    @Test
    void refusesEndlessInformationalResponses() {
        client.receive(GET);
        origin().receive("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17));
        assertThat(client.sent()).contains("HTTP/1.1 502 ");
        assertThat(origin().channel.isActive()).isFalse();
    }

    @Test
    void closesAConnectionThatIsReadToItsEndByAnOldClient() {
        client.receive("GET / HTTP/1.0\r\n\r\n");
        assertThat(origin().sent()).contains("\r\nHost: origin.test\r\n");
        origin().receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        assertThat(client.sent()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void keepsTheConnectionOfAnOldClientThatAsks() {
        client.receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        origin().receive(OK);
        assertThat(client.sent()).contains("\r\nConnection: keep-alive\r\n");
        assertThat(client.channel.isActive()).isTrue();
    }

    @Test
    void cutsOffAClientThatIsBannedMeanwhileAndLeavesOthers() {
        client.receive(GET);
        proxy.worker().recheck(proxy.time.nanos());
        assertThat(client.channel.isActive()).as("not banned").isTrue();
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getLoopbackAddress()));
        proxy.worker().recheck(proxy.time.nanos());
        assertThat(client.channel.isActive()).isFalse();
        assertThat(lastOutcome().ending()).isEqualTo(Ending.CUT_OFF);
    }

    @Test
    void drainsByClosingIdleConnectionsAndFinishingTheOthers() {
        End idle = proxy.client();
        client.receive(GET);
        proxy.worker().drain();
        assertThat(idle.channel.isActive()).isFalse();
        origin().receive(OK);
        assertThat(client.sent()).contains("\r\nConnection: close\r\n").endsWith("ok");
        assertThat(client.channel.isActive()).isFalse();
    }

    @Test
    void sendsTheBodyOfAPipelinedRequestWithoutWaitingForMore() {
        client.receive(GET + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        origin().sent();
        origin().receive(OK);
        assertThat(origin().sent()).startsWith("POST /b HTTP/1.1\r\n").endsWith("\r\n\r\nabc");
    }

    @Test
    void sendsNothingToAnOriginThatIsReachedAfterTheRequestWasRefused() {
        DefaultChannelPromise[] dialed = new DefaultChannelPromise[1];
        proxy.dialing = end -> dialed[0] = new DefaultChannelPromise(end.channel, end.channel.eventLoop());
        client.holdWrites = true;
        client.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n");
        dialed[0].setSuccess();
        origin().channel.runPendingTasks();
        assertThat(origin().sent()).as("sent to the origin").isEmpty();
        assertThat(origin().channel.isActive()).isFalse();
        client.holdWrites = false;
        client.channel.flush();
        assertThat(client.sent()).startsWith("HTTP/1.1 400 ");
        assertThat(proxy.finished).hasSize(1);
        assertThat(proxy.totals.active()).isZero();
    }

    @Test
    void saysHowMuchOfARequestIsKept() {
        client.receive("GET /a HTTP/1.1\r\nHost: example.org\r\nCookie: " + "c".repeat(5000) + "\r\n\r\n");
        origin().receive(OK);
        assertThat(proxy.finished.get(0).headBytes()).isBetween(5000, 10_200);
    }
}
