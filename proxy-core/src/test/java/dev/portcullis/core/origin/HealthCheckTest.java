package dev.portcullis.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.Settings;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HealthCheckTest {

    private static final HealthSettings HEALTH =
            new HealthSettings("/up?quick", "shop.example", Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 3);
    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

    @AutoClose
    private final EmbeddedProxy proxy = new EmbeddedProxy();

    private final Origins origins =
            Origins.NONE.with(List.of(Settings.several(Balance.ROUND_ROBIN, "", HEALTH, "one")));
    private final Origin origin = origins.all().iterator().next();
    private final HealthChecks checks = new HealthChecks(proxy::dial, proxy.time);

    @Test
    void asksForItsPathOnANewConnectionEveryInterval() {
        checks.configure(origins);
        checks.sweep(proxy.time.nanos());
        assertThat(last().sent())
                .startsWith("GET /up?quick HTTP/1.1\r\nHost: shop.example\r\n")
                .endsWith("Connection: close\r\n\r\n");
        last().receive(OK);
        assertThat(last().channel.isActive()).isFalse();

        pass(4);
        assertThat(proxy.origins).hasSize(1);
        pass(1);
        assertThat(proxy.origins).hasSize(2);
    }

    @Test
    void failuresInARowTakeAServerOutAndPassesInARowTakeItIn() {
        checks.configure(origins);
        answer(BUSY);
        answer(OK);
        answer(BUSY);
        assertThat(origin.isUp()).isTrue();
        answer(BUSY);
        assertThat(origin.isUp()).isFalse();

        answer(OK);
        answer(OK);
        answer(BUSY);
        answer(OK);
        answer(OK);
        assertThat(origin.isUp()).isFalse();
        answer(OK);
        assertThat(origin.isUp()).isTrue();
    }

    @Test
    void saysThatItAsksForItselfWhereAHeaderOfTheProxyProtocolIsExpected() {
        OriginSettings plain = Settings.several(Balance.ROUND_ROBIN, "", HEALTH, "one");
        OriginSettings proxied = new OriginSettings(
                plain.servers(), plain.balance(), plain.stickyCookie(), plain.health(), plain.pool(), ProxyProtocol.V1);
        checks.configure(Origins.NONE.with(List.of(proxied)));
        checks.sweep(proxy.time.nanos());
        assertThat(last().sent()).startsWith("PROXY UNKNOWN :: :: 0 0\r\nGET /up?quick HTTP/1.1\r\n");
    }

    @Test
    void silenceIsAFailure() {
        checks.configure(origins);
        checks.sweep(proxy.time.nanos());
        pass(2);
        assertThat(last().channel.isActive()).isFalse();
        pass(3);
        pass(2);
        assertThat(origin.isUp()).isFalse();
    }

    @Test
    void whatIsNoAnswerIsAFailure() {
        checks.configure(origins);
        answer("SSH-2.0\r\n\r\n");
        checks.sweep(proxy.time.nanos());
        last().hangUp();

        assertThat(origin.isUp()).isFalse();
    }

    @Test
    void aConnectionThatCannotBeMadeIsAFailure() {
        checks.configure(origins);
        proxy.dialFailures.add(new ConnectException("Connection refused"));
        proxy.dialFailures.add(new ConnectException("Connection refused"));
        checks.sweep(proxy.time.nanos());
        assertThat(origin.isUp()).isTrue();
        pass(5);

        assertThat(origin.isUp()).isFalse();
    }

    @Test
    void anInformationalAnswerIsNotTheAnswer() {
        checks.configure(origins);
        answer("HTTP/1.1 103 Early Hints\r\n\r\n" + BUSY);
        answer("HTTP/1.1 103 Early Hints\r\n\r\n" + BUSY);

        assertThat(origin.isUp()).isFalse();
    }

    @Test
    void visitorsAnswersDoNotHideThatChecksFail() {
        checks.configure(origins);
        answer(BUSY);
        origin.answered();
        answer(BUSY);
        origin.answered();

        assertThat(origin.isUp()).isFalse();
    }

    @Test
    void visitorsFailuresTakeAServerOutAndOnlyChecksTakeItIn() {
        origin.unanswered(proxy.time.nanos(), "refused");
        origin.unanswered(proxy.time.nanos(), "refused");
        proxy.time.advance(Duration.ofHours(1));
        assertThat(origin.takes(proxy.time.nanos())).isFalse();

        checks.configure(origins);
        answer(OK);
        answer(OK);
        answer(OK);
        assertThat(origin.takes(proxy.time.nanos())).isTrue();
    }

    @Test
    void aServerThatIsConfiguredNoMoreIsAskedNoMore() {
        checks.configure(origins);
        checks.sweep(proxy.time.nanos());
        checks.configure(Origins.NONE);
        assertThat(last().channel.isActive()).isFalse();
        pass(5);

        assertThat(proxy.origins).hasSize(1);
    }

    private void answer(String answer) {
        checks.sweep(proxy.time.nanos());
        last().receive(answer);
        proxy.time.advance(Duration.ofSeconds(5));
    }

    private void pass(int seconds) {
        proxy.time.advance(Duration.ofSeconds(seconds));
        checks.sweep(proxy.time.nanos());
    }

    private End last() {
        return proxy.origins.get(proxy.origins.size() - 1);
    }
}
