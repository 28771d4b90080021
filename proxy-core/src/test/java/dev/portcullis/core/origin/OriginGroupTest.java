package dev.portcullis.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import dev.portcullis.core.testing.Settings;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OriginGroupTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private EmbeddedProxy proxy = roundRobin();
    private final Set<String> dead = new TreeSet<>();

    private static EmbeddedProxy roundRobin() {
        return new EmbeddedProxy(Settings.of(Settings.several(Balance.ROUND_ROBIN, "one", "two", "three")));
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void requestsGoToOneServerAfterTheOther() {
        for (int i = 0; i < 5; i++) {
            proxy.client().receive(GET);
        }

        assertThat(servers()).containsExactly("one:80", "two:80", "three:80", "one:80", "two:80");
    }

    @Test
    void theServerWithTheFewestRequestsGetsTheNext() {
        proxy = new EmbeddedProxy(Settings.of(Settings.several(Balance.LEAST_CONNECTIONS, "one", "two")));
        proxy.client().receive(GET);
        proxy.client().receive(GET);
        proxy.client().receive(GET);
        end("two").receive(OK);
        proxy.client().receive(GET);
        proxy.client().receive(GET);

        assertThat(servers()).containsExactly("one:80", "two:80", "one:80", "two:80", "two:80");
    }

    @Test
    void aServerThatCannotBeConnectedToIsPassedOverEvenForAPost() {
        kill("one");
        End client = proxy.client().receive(POST);

        assertThat(servers()).containsExactly("two:80");
        assertThat(end("two").sent()).endsWith("\r\n\r\nhi");
        end("two").receive(OK);
        assertThat(client.sent()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aServerThatFailsThreeTimesGetsNothingUntilItIsTriedAgain() {
        kill("one");
        for (int i = 0; i < 20; i++) {
            proxy.client().receive(GET);
        }
        assertThat(proxy.dials).filteredOn("one:80"::equals).hasSize(3);

        proxy.pass(Duration.ofSeconds(5));
        dead.clear();
        for (int i = 0; i < 6; i++) {
            proxy.client().receive(GET);
        }
        assertThat(servers()).filteredOn("one:80"::equals).hasSize(1);

        end("one").receive(OK);
        for (int i = 0; i < 3; i++) {
            proxy.client().receive(GET);
        }
        assertThat(servers()).filteredOn("one:80"::equals).hasSize(2);
    }

    @Test
    void whenNoServerCanBeConnectedToTheClientLearnsItAtOnce() {
        kill("one", "two", "three");

        for (int i = 0; i < 10; i++) {
            assertThat(proxy.client().receive(GET).sent()).startsWith("HTTP/1.1 502 ");
        }
        dead.clear();
        proxy.client().receive(GET);
        assertThat(servers()).hasSize(1);
    }

    @Test
    void whatANewConnectionFailsIsAskedOfAnotherServerIfThatIsSafe() {
        End reader = proxy.client().receive(GET);
        End writer = proxy.client().receive(POST);
        end("one").hangUp();
        end("two").hangUp();

        assertThat(servers()).hasSize(3).startsWith("one:80", "two:80").doesNotHaveDuplicates();
        assertThat(writer.sent()).startsWith("HTTP/1.1 502 ");
        end("three").receive(OK);
        assertThat(reader.sent()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aVisitorStaysWithItsServer() {
        proxy = sticky();
        End client = proxy.client().receive(GET);
        end("one").receive(OK);
        String cookie = cookie(client.sent());
        proxy.client().receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: x=1; where=" + cookie + "\r\n\r\n");
        proxy.client().receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: x=1; where=" + cookie + "\r\n\r\n");

        assertThat(servers()).containsExactly("one:80", "one:80", "one:80");
        proxy.origins.get(2).receive(OK);
        assertThat(proxy.origins.get(2).sent()).contains("Cookie: x=1; where=" + cookie);
    }

    @Test
    void whoIsWithItsServerAlreadyIsToldNoMore() {
        proxy = sticky();
        String cookie = new Origin(EmbeddedProxy.server("two"), HealthSettings.DEFAULT).id();
        End client = proxy.client().receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: where=" + cookie + "\r\n\r\n");
        end("two").receive(OK);

        assertThat(client.sent()).doesNotContain("Set-Cookie");
    }

    @Test
    void aVisitorWhoseServerIsDownMovesToAnother() {
        proxy = sticky();
        String cookie = new Origin(EmbeddedProxy.server("two"), HealthSettings.DEFAULT).id();
        kill("two");
        End client = proxy.client().receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: where=" + cookie + "\r\n\r\n");
        end("one").receive(OK);

        assertThat(cookie(client.sent())).isNotEqualTo(cookie);
    }

    @Test
    void aCookieThatNamesNoServerIsOfNoUse() {
        proxy = sticky();
        proxy.client().receive("GET / HTTP/1.1\r\nHost: a\r\nCookie: where=nowhere\r\n\r\n");

        assertThat(servers()).containsExactly("one:80");
    }

    private static EmbeddedProxy sticky() {
        return new EmbeddedProxy(
                Settings.of(Settings.several(Balance.ROUND_ROBIN, "where", HealthSettings.DEFAULT, "one", "two")));
    }

    private static String cookie(String response) {
        String line = response.lines()
                .filter(l -> l.startsWith("Set-Cookie: where="))
                .findFirst()
                .orElseThrow();
        assertThat(line).endsWith("; Path=/; HttpOnly; SameSite=Lax");
        return line.substring("Set-Cookie: where=".length(), line.indexOf(';'));
    }

    private void kill(String... servers) {
        for (String server : servers) {
            dead.add(server + ":80");
        }
        proxy.dialing = end -> {
            if (!dead.contains(end.server)) {
                return end.channel.newSucceededFuture();
            }
            proxy.origins.remove(end);
            IOException refused = new ConnectException("Connection refused");
            return new EmbeddedChannel().newFailedFuture(refused);
        };
    }

    private End end(String server) {
        return proxy.origins.stream()
                .filter(end -> end.server.equals(server + ":80") && end.channel.isActive())
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private List<String> servers() {
        return proxy.origins.stream().map(end -> end.server).toList();
    }
}
