package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.FakeAdmission;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Place.Entry;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import dev.portcullis.rules.api.Verdict;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Requests wait for their turn at the origin. */
class TurnTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private FakeAdmission.Asked last() {
        return proxy.admission.asked.get(proxy.admission.asked.size() - 1);
    }

    private End waiting(String request) {
        proxy.admission.entry = Entry.WAITING;
        return proxy.client().receive(request);
    }

    @Test
    void theOriginIsAskedWhenTheTurnComes() throws Exception {
        End client = waiting(GET);
        proxy.time.advance(Duration.ofNanos(5));
        assertThat(proxy.origins).isEmpty();

        last().waiter.admitted();
        assertThat(proxy.origins).as("before the event loop has its turn").isEmpty();
        client.channel.runPendingTasks();
        proxy.time.advance(Duration.ofMillis(3));
        proxy.origins.get(0).receive(OK);

        assertThat(client.sent()).endsWith("ok");
        assertThat(last().end).isEqualTo("done answered");
        assertThat(last().originNanos).isEqualTo(Duration.ofMillis(3).toNanos());
        assertThat(proxy.finished.get(0).waitedNanos()).isEqualTo(5);
        assertThat(proxy.finished.get(0).ownNanos()).isZero();
    }

    @Test
    void policyHearsOfWhoWaitsBehindManyOfItsOwn() {
        waiting(GET);
        assertThat(proxy.policy.waits).hasValue(0);

        proxy.admission.pushing = true;
        waiting(GET);
        assertThat(proxy.policy.waits).hasValue(1);

        proxy.admission.entry = Entry.SHED;
        proxy.client().receive(GET);
        assertThat(proxy.policy.waits).hasValue(2);
    }

    @Test
    void aResponseSaysHowLongItTookIfThatIsWanted() {
        OriginSettings origin = OriginSettings.of(EmbeddedProxy.server("origin.test"));
        SiteSettings telling = new SiteSettings("", List.of(), origin, SiteLimits.DEFAULT, true);
        ProxySettings others = ProxySettings.of(new InetSocketAddress(0), origin);
        proxy.configure(new ProxySettings(
                others.listen(),
                new SitesSettings(List.of(), telling, false),
                others.limits(),
                others.clients(),
                others.timeouts(),
                others.loops(),
                others.banReply()));
        End client = waiting(GET);
        last().waiter.admitted();
        client.channel.runPendingTasks();
        proxy.time.advance(Duration.ofNanos(45_649_000));
        proxy.origins.get(0).receive(OK);

        assertThat(client.sent()).contains("\r\nServer-Timing: wait;dur=0.0, origin;dur=45.6\r\n");
    }

    @Test
    void aResponseSaysNothingOfThatUnlessToldTo() {
        End client = proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);

        assertThat(client.sent()).doesNotContainIgnoringCase("server-timing");
    }

    @Test
    void timeInWhichTheOriginStoodStillIsNobodysDoing() throws Exception {
        proxy.client().receive(GET);
        last().stalledNanos = Duration.ofSeconds(8).toNanos();
        proxy.time.advance(Duration.ofSeconds(9));
        proxy.origins.get(0).receive(OK);

        assertThat(proxy.policy.outcomes.take())
                .extracting(Outcome::originNanos, Outcome::stalledNanos, Outcome::chargedNanos)
                .containsExactly(9_000_000_000L, 8_000_000_000L, 1_000_000_000L);
    }

    @Test
    void aPlaceIsGivenBackWhenTheOriginIsDoneNotWhenTheClientHasReadItAll() {
        End client = proxy.client();
        client.holdWrites = true;
        client.receive(GET);
        proxy.origins.get(0).receive(OK);

        assertThat(last().end).isEqualTo("done answered");
        assertThat(proxy.finished).isEmpty();
        client.holdWrites = false;
        client.channel.flush();
    }

    @Test
    void whoLeavesTheQueueIsNeverSentToTheOrigin() throws Exception {
        End client = waiting(GET);
        proxy.time.advance(Duration.ofMillis(7));
        client.hangUp();
        assertThat(last().end).isEqualTo("left");
        assertThat(proxy.finished.get(0).waitedNanos()).isEqualTo(7_000_000);

        last().waiter.admitted();
        client.channel.runPendingTasks();
        assertThat(proxy.origins).isEmpty();
        assertThat(proxy.policy.outcomes.take())
                .extracting(Outcome::ending, Outcome::originNanos)
                .containsExactly(Ending.CLIENT_GONE, 0L);
    }

    @Test
    void whoIsTurnedAwayIsToldWhenToComeAgain() throws Exception {
        proxy.admission.entry = Entry.SHED;
        End client = proxy.client().receive(GET);

        assertThat(client.sent())
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("\r\nRetry-After: 7\r\n")
                .contains("very busy just now");
        assertThat(last().end).isEmpty();
        assertThat(proxy.policy.outcomes.take())
                .extracting(Outcome::ending, Outcome::status, Outcome::originNanos)
                .containsExactly(Ending.SHED, 503, 0L);
        proxy.admission.entry = Entry.ADMITTED;
        client.receive(GET);
        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void whoHasWaitedTooLongIsTurnedAway() {
        End client = waiting(GET);
        proxy.time.advance(Duration.ofSeconds(10));
        last().waiter.shed(new Shed(Shed.Reason.WAITED_TOO_LONG, 3));

        assertThat(client.sent()).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 3\r\n");
        assertThat(last().end).isEmpty();
        assertThat(proxy.finished.get(0).waitedNanos())
                .isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(proxy.finished.get(0).ownNanos()).isZero();
    }

    @Test
    void aBodyIsNotReadWhileItsRequestWaits() {
        End client = waiting("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nabc");
        int reads = client.reads;
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.reads).isEqualTo(reads);

        last().waiter.admitted();
        client.channel.runPendingTasks();
        client.receive("def");
        assertThat(proxy.origins.get(0).sent()).endsWith("abcdef");
    }

    @Test
    void aSmallBodyIsGatheredBeforeATurnIsAskedFor() {
        End client = proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab");
        for (String piece : new String[] {"c", "d", "e"}) {
            int reads = client.reads;
            client.receive(piece);
            assertThat(client.reads).isGreaterThan(reads);
        }
        assertThat(proxy.admission.asked).isEmpty();
        client.receive("f");

        assertThat(proxy.origins.get(0).sent()).endsWith("\r\n\r\nabcdef");
        proxy.origins.get(0).receive(OK);
        assertThat(client.sent()).endsWith("ok");
    }

    @Test
    void whoNeverSendsASmallBodyNeverHasATurn() {
        End client = proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab");
        proxy.pass(Duration.ofSeconds(60));

        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
        assertThat(proxy.admission.asked).isEmpty();
    }

    @Test
    void aSmallBodyThatComesAfterItWasGivenUpHasNoTurnEither() {
        End client = proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nab");
        client.holdWrites = true;
        proxy.pass(Duration.ofSeconds(60));
        client.receive("cdef");

        assertThat(proxy.admission.asked).isEmpty();
        client.holdWrites = false;
        client.channel.flush();
        assertThat(client.sent()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void whoExpectsToBeToldToContinueIsNotWaitedFor() {
        proxy.client().receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n");

        assertThat(proxy.origins).hasSize(1);
    }

    @Test
    void whatIsSentAgainKeepsItsPlace() {
        End client = proxy.client().receive(GET);
        proxy.origins.get(0).receive(OK);
        client.sent();
        client.receive(GET);
        proxy.origins.get(0).hangUp();
        assertThat(proxy.admission.asked).hasSize(2);
        assertThat(last().end).isEmpty();
        proxy.origins.get(1).receive(OK);

        assertThat(last().end).isEqualTo("done answered");
    }

    @Test
    void whatIsGivenUpAndWhatFailsIsToldApart() {
        End client = proxy.client().receive(GET);
        client.hangUp();
        assertThat(last().end).isEqualTo("done abandoned");

        proxy.client().receive(GET);
        proxy.origins.get(1).hangUp();
        assertThat(last().end).isEqualTo("done failed");

        proxy.dialFailures.add(new ConnectException("Connection refused"));
        proxy.client().receive(GET);
        assertThat(last().end).isEqualTo("done failed");

        proxy.client().receive(GET);
        proxy.pass(Duration.ofSeconds(60));
        assertThat(last().end).isEqualTo("done abandoned");
    }

    @Test
    void anOpenWebSocketHoldsNoPlace() {
        proxy.client()
                .receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n");
        proxy.origins
                .get(0)
                .receive("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");

        assertThat(last().end).isEqualTo("done answered");
    }

    @Test
    void theVerdictSaysTheClass() {
        proxy.client().receive(GET);
        assertThat(last().precedence).isEqualTo(Precedence.UNKNOWN);
        proxy.policy.verdict = new Verdict.Allow("192.0.2.0/24");
        proxy.client().receive(GET);
        assertThat(last().precedence).isEqualTo(Precedence.ALLOWED);
        proxy.policy.verdict = new Verdict.Observe("rule", "ban");
        proxy.client().receive(GET);
        assertThat(last().precedence).isEqualTo(Precedence.SUSPECTED);
    }

    @Test
    void whatIsRefusedAsksForNoPlace() {
        proxy.policy.verdict = new Verdict.Banned("rule");
        proxy.client().receive(GET);

        assertThat(proxy.admission.asked).isEmpty();
    }
}
