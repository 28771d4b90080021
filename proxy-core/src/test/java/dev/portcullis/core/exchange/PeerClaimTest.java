package dev.portcullis.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.rules.api.Verdict;
import java.net.InetAddress;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What peers that are not trusted say of others is told, and changes nothing. */
class PeerClaimTest {

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private void ask(End client, String fields) {
        proxy.policy.verdict = new Verdict.Deny("x");
        client.receive("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    }

    @Test
    void isToldForEachRequestThatNamesOthersAndOnceForAConnectionThatDoesNot() {
        End client = proxy.client();
        ask(client, "");
        ask(client, "");
        ask(client, "X-Forwarded-For: 192.0.2.1\r\n");
        ask(client, "X-Forwarded-For: 192.0.2.2\r\n");

        assertThat(proxy.policy.claims).containsExactly("null", "192.0.2.1", "192.0.2.2");
        assertThat(proxy.policy.facts)
                .extracting(facts -> facts.client().toString())
                .containsOnly("127.0.0.1");
    }

    @Test
    void isNotAskedOfATrustedProxy() {
        proxy.policy.trusted.add(InetAddress.getLoopbackAddress());
        ask(proxy.client(), "X-Forwarded-For: 192.0.2.1\r\n");

        assertThat(proxy.policy.claims).isEmpty();
    }
}
