package dev.portcullis.core.connection.http2;

import static dev.portcullis.core.testing.Http2Frames.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http2Client;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections of HTTP/2 end, and what ends them. */
class Http2LifetimeTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final IpPrefix LOOPBACK = IpPrefix.of(InetAddress.getLoopbackAddress());

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http2Client client = proxy.http2Client();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void closesAConnectionThatSaysNothing() {
        proxy.pass(Duration.ofSeconds(9));
        assertThat(client.end.channel.isActive()).isTrue();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.end.channel.isActive()).isFalse();
    }

    @Test
    void saysGoodbyeToAConnectionThatIsIdle() {
        client.begin();
        proxy.pass(Duration.ofSeconds(59));
        assertThat(client.heard()).isEmpty();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.heard()).isEqualTo("GOAWAY 0 0 0\n");
        assertThat(client.end.channel.isActive()).isFalse();
        assertThat(proxy.policy.malformed.get()).isZero();
    }

    @Test
    void drainsInTwoStepsAndFinishesWhatIsUnderWay() {
        client.begin().send(get(1));
        proxy.worker().drain();
        String heard = client.heard();
        assertThat(heard).startsWith("GOAWAY 0 2147483647 0\nPING 0 ");
        client.send(get(3));
        assertThat(proxy.origins).as("still served").hasSize(2);
        client.send(ping(ACK, heard.substring(heard.length() - 9, heard.length() - 1)));
        assertThat(client.heard()).isEqualTo("GOAWAY 0 3 0\n");
        client.send(get(5));
        assertThat(proxy.origins).as("no more").hasSize(2);
        proxy.origins.get(0).receive(OK);
        proxy.origins.get(1).receive(OK);
        assertThat(client.heard()).contains("DATA 1 +1 hi", "DATA 3 +1 hi");
        assertThat(client.end.channel.isActive()).isFalse();
        assertThat(proxy.finished).allMatch(exchange -> exchange.outcome().ending() == Ending.SERVED);
    }

    @Test
    void drainsAClientThatAnswersNoPing() {
        client.begin();
        proxy.worker().drain();
        assertThat(client.end.channel.isActive()).isTrue();
        proxy.pass(Duration.ofSeconds(1));
        assertThat(client.heard()).endsWith("GOAWAY 0 0 0\n");
        assertThat(client.end.channel.isActive()).isFalse();
    }

    @Test
    void asksClientsToLeaveWhenTheProgramIsReplaced() {
        client.begin();
        proxy.worker().retire();
        proxy.pass(Duration.ofMillis(250));
        assertThat(client.heard()).startsWith("GOAWAY 0 2147483647 0\n");
    }

    @Test
    void cutsABannedClientsStreamsAndCloses() {
        client.begin().send(get(1) + get(3));
        proxy.origins.get(0).receive("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
        proxy.policy.refused.add(LOOPBACK);
        proxy.worker().recheck(Runnable::run);
        assertThat(client.heard()).contains("RST_STREAM 1 2", "RST_STREAM 3 8").endsWith("GOAWAY 0 3 0\n");
        assertThat(client.end.channel.isActive()).isFalse();
        assertThat(proxy.origins).allMatch(origin -> !origin.channel.isActive());
        assertThat(proxy.finished).allMatch(exchange -> exchange.outcome().ending() == Ending.CUT_OFF);
    }

    @Test
    void cutsOnlyTheBannedClientsStreamsBehindATrustedProxy() throws Exception {
        proxy.policy.trusted.add(InetAddress.getLoopbackAddress());
        Http2Client behind = proxy.http2Client().begin();
        behind.send(get(1, "x-forwarded-for", "192.0.2.1") + get(3, "x-forwarded-for", "192.0.2.2"));
        proxy.policy.refused.add(IpPrefix.of(InetAddress.getByName("192.0.2.1")));
        proxy.worker().recheck(Runnable::run);
        assertThat(behind.heard()).isEqualTo("RST_STREAM 1 8\n");
        proxy.origins.get(1).receive(OK);
        assertThat(behind.heard()).contains("DATA 3 +1 hi");
    }

    @Test
    void refusesOneStreamWithoutHarmToOthers() {
        client.begin().send(get(1));
        proxy.policy.verdict = new Verdict.Throttle("rule", 7);
        client.send(get(3));
        assertThat(client.heard()).contains("HEADERS 3 +4 :status: 429|").contains("retry-after: 7|");
        proxy.origin().receive(OK);
        assertThat(client.heard()).contains("DATA 1 +1 hi");
    }

    @Test
    void endsARequestWhoseBodyDoesNotCome() {
        client.begin().send(post(1) + data(1, 0, "x"));
        for (int i = 0; i < 61; i++) {
            proxy.pass(Duration.ofSeconds(1));
        }
        assertThat(client.heard()).contains(":status: 408|");
        assertThat(proxy.origin().channel.isActive()).isFalse();
    }
}
