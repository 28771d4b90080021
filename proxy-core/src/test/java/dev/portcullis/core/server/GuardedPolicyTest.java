package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.FakePolicy;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.time.ManualTime;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GuardedPolicyTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void refusesNobodyOnlyBecausePolicyFails() {
        FakePolicy policy = new FakePolicy();
        GuardedPolicy guarded = new GuardedPolicy(policy, new ManualTime());
        IpPrefix client = IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1});
        policy.refused.add(client);
        assertThat(guarded.refuses(client, 0)).isTrue();
        policy.fault = new IllegalStateException("a fault of policy, told by this test");
        assertThat(guarded.refuses(client, 0)).isFalse();
    }

    @Test
    void sparesNobodyOnlyBecausePolicyFails() {
        FakePolicy policy = new FakePolicy();
        GuardedPolicy guarded = new GuardedPolicy(policy, new ManualTime());
        IpPrefix client = IpPrefix.of(new byte[] {(byte) 192, 0, 2, 1});
        policy.allowed.add(client);
        assertThat(guarded.allows(client)).isTrue();
        policy.fault = new IllegalStateException("a fault of policy, told by this test");
        assertThat(guarded.allows(client)).isFalse();
    }

    @Test
    void letsTheSiteBeServedWhilePolicyFails() throws Exception {
        ScriptedOrigin.Script answering = (head, in, out) -> {
            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        };
        try (ScriptedOrigin origin = new ScriptedOrigin(answering);
                RunningProxy proxy = new RunningProxy(origin.address());
                RawClient client = proxy.client()) {
            proxy.policy.fault = new IllegalStateException("a fault of policy, told by this test");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response())
                    .isEqualTo(OK);
            assertThat(proxy.finished.take().outcome().ending()).isEqualTo(Ending.SERVED);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response())
                    .as("the exchange before it ended")
                    .isEqualTo(OK);
        }
    }
}
