package dev.portcullis.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.testing.Heads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestForwardingTest {

    private static final Hop DIRECT = new Hop("203.0.113.9", false, "", "http");
    private static final String ADDED = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: http\r\n"
            + "X-Forwarded-Host: a.example\r\nForwarded: for=203.0.113.9;host=\"a.example\";proto=http\r\n"
            + "Via: 1.1 portcullis\r\n";

    private final RequestForwarding forwarding = new RequestForwarding("origin.test:8080", true);

    private String forward(String head) {
        return forward(Heads.request(head), DIRECT);
    }

    private String forward(RequestHead head, Hop hop) {
        ByteBuf out = Unpooled.buffer();
        forwarding.write(head, hop, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void passesEndToEndFieldsOnInTheirOrder() {
        assertThat(
                        forward(
                                "GET /x?y HTTP/1.1\r\nAccept: */*\r\nHost: a.example\r\nCookie: c=1\r\nX-A: 1\r\nX-A: 2\r\n\r\n"))
                .isEqualTo("GET /x?y HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\nCookie: c=1\r\nX-A: 1\r\nX-A: 2\r\n"
                        + ADDED + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: x",
                "Proxy-Authenticate: x",
                "TE: trailers",
                "Upgrade: h2c",
                "HTTP2-Settings: x",
                "Proxy: evil:80",
                "Connection: keep-alive",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Host: evil",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "X-Forwarded-Server: evil",
                "X-Forwarded-Ssl: on",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "X_Custom: 1",
                "X.Custom: 1",
                "Trailer: x"
            })
    void removesWhatConcernsOneConnectionOrWhatOnlyAProxyMaySay(String field) {
        assertThat(forward("GET / HTTP/1.1\r\nHost: a.example\r\n" + field + "\r\n\r\n"))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a.example\r\n" + ADDED + "\r\n");
    }

    @Test
    void removesNominatedFieldsButNothingThatItAddsItself() {
        assertThat(forward("POST / HTTP/1.1\r\nHost: a.example\r\nX-Own: 1\r\nContent-Length: 3\r\n"
                        + "Connection: close, x-own, Host, X-Forwarded-For, Via, Content-Length, Forwarded\r\n\r\n"))
                .isEqualTo("POST / HTTP/1.1\r\nHost: a.example\r\n" + ADDED + "Content-Length: 3\r\n\r\n");
    }

    @Test
    void keepsTheViaOfThoseBefore() {
        assertThat(forward("GET / HTTP/1.1\r\nHost: a.example\r\nVia: 1.1 cache\r\n\r\n"))
                .containsSubsequence("Via: 1.1 cache\r\n", "Via: 1.1 portcullis\r\n");
    }

    @Test
    void framesABodyInOneWay() {
        assertThat(forward("POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: Chunked\r\n\r\n"))
                .endsWith(ADDED + "Transfer-Encoding: chunked\r\n\r\n");
        assertThat(forward("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 007\r\n\r\n"))
                .endsWith(ADDED + "Content-Length: 7\r\n\r\n");
        assertThat(forward("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n"))
                .endsWith(ADDED + "Content-Length: 0\r\n\r\n");
    }

    @Test
    void takesTheHostOfAnAbsoluteTargetAndTheOriginsWhereNoneIsNamed() {
        assertThat(forward("GET http://b.example:81/p HTTP/1.1\r\nHost: a.example\r\n\r\n"))
                .startsWith("GET /p HTTP/1.1\r\nHost: b.example:81\r\n")
                .doesNotContain("a.example");
        assertThat(forward("GET /p HTTP/1.0\r\n\r\n"))
                .startsWith("GET /p HTTP/1.1\r\nHost: origin.test:8080\r\n")
                .contains("\r\nVia: 1.0 portcullis\r\n");
    }

    @Test
    void believesATrustedPeerAndTellsTheOriginOnlyTheBelievedChain() {
        RequestHead head = Heads.request(
                "GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-For: 6.6.6.6, 198.51.100.7\r\n"
                        + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\nX-Forwarded-Port: 443\r\n\r\n");
        assertThat(forward(head, new Hop("203.0.113.9", true, "198.51.100.7", "http")))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a.example\r\nX-Forwarded-Port: 443\r\n"
                        + "X-Forwarded-For: 198.51.100.7, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: shop.example\r\nForwarded: for=198.51.100.7, "
                        + "for=203.0.113.9;host=\"shop.example\";proto=https\r\nVia: 1.1 portcullis\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: gopher",
                "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http",
                "X-Forwarded-Host: a b",
                "X-Forwarded-Host: x\r\nX-Forwarded-Host: y"
            })
    void doesNotPassOnWhatEvenATrustedPeerCannotMean(String field) {
        RequestHead head = Heads.request("GET / HTTP/1.1\r\nHost: a.example\r\n" + field + "\r\n\r\n");
        assertThat(forward(head, new Hop("203.0.113.9", true, "", "http")))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a.example\r\n" + ADDED + "\r\n");
    }

    @Test
    void bracketsIpv6InForwarded() {
        RequestHead head = Heads.request("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(forward(head, new Hop("2001:db8::1", false, "", "http")))
                .contains("\r\nX-Forwarded-For: 2001:db8::1\r\n")
                .contains("\r\nForwarded: for=\"[2001:db8::1]\";host=\"a\";proto=http\r\n");
    }

    @Property(tries = 500)
    void isIdempotentKeepsTheOrderAndLeavesNothingOfHopByHop(@ForAll("fields") List<String> fields) {
        String first = forward("GET / HTTP/1.1\r\nHost: a.example\r\n" + String.join("", fields) + "\r\n");
        assertThat(first.replace("Via: 1.1 portcullis\r\n", ""))
                .isEqualTo(forward(first).replace("Via: 1.1 portcullis\r\n", ""));
        assertThat(first.lines())
                .noneMatch(
                        line -> line.matches("(?i)(connection|keep-alive|te|upgrade|proxy|transfer-encoding|x-n):.*"));
        List<String> kept =
                fields.stream().filter(field -> field.startsWith("X-E")).toList();
        assertThat(first.lines().filter(line -> line.startsWith("X-E")).map(line -> line + "\r\n"))
                .containsExactlyElementsOf(kept);
    }

    @Provide
    Arbitrary<List<String>> fields() {
        Arbitrary<String> name = Arbitraries.of(
                "X-E1",
                "X-E2",
                "X-E3",
                "Connection",
                "Keep-Alive",
                "TE",
                "Upgrade",
                "Proxy",
                "X-N",
                "Forwarded",
                "X-Forwarded-For",
                "X-Real-IP",
                "X_E1");
        Arbitrary<String> value = Arbitraries.of("x-n", "close", "1", "a, b", "x-n, keep-alive");
        return Combinators.combine(name, value)
                .as((n, v) -> n + ": " + (n.equals("Connection") ? "x-n, " + v : v) + "\r\n")
                .list()
                .ofMaxSize(20)
                .filter(list -> list.stream().noneMatch(f -> f.startsWith("X-N"))
                        || list.stream().anyMatch(f -> f.startsWith("Connection")));
    }
}
