package dev.portcullis.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossSiteHandlerTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new CrossSiteHandler(true));

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:9911",
                "127.0.0.1",
                "127.0.0.1:9911",
                "127.0.0.66:1",
                "[::1]",
                "[::1]:9911"
            })
    void aRequestToThisMachineIsPassedOn(String host) {
        FullHttpRequest request = request(HttpMethod.GET, host);

        assertThat(channel.writeInbound(request)).as("passed on").isTrue();
        assertThat(channel.<FullHttpRequest>readInbound()).isSameAs(request);
        assertThat(request.refCnt()).as("released by who answers, not here").isEqualTo(1);
        request.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "192.0.2.7:9911",
                "0.0.0.0",
                "[2001:db8::1]",
                "[::1",
                "[::1].evil.example",
                "127.0.0.1:9911:1",
                "127.0.0.1:http",
                "127.1",
                "2130706433",
                "user@127.0.0.1",
                ""
            })
    void aNameThatWasPointedAtThisMachineIsRefused(String host) {
        FullHttpRequest request = request(HttpMethod.GET, host);

        assertRefused(request, 403);
    }

    @Test
    void withoutAHostOrWithTwoItIsRefused() {
        FullHttpRequest none = request(HttpMethod.GET, "localhost");
        none.headers().remove(HttpHeaderNames.HOST);

        assertRefused(none, 400);
    }

    @Test
    void withTwoHostsItIsRefused() {
        FullHttpRequest two = request(HttpMethod.GET, "localhost");
        two.headers().add(HttpHeaderNames.HOST, "evil.example");

        assertRefused(two, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "null", "http://localhost:3000", "http://localhost.evil.example", ""})
    void anotherWebPageMayReadNothing(String origin) {
        FullHttpRequest request = request(HttpMethod.GET, "localhost");
        request.headers().set(HttpHeaderNames.ORIGIN, origin);

        assertRefused(request, 403);
    }

    @Test
    void theLivePageItselfIsPassedOn() {
        FullHttpRequest request = request(HttpMethod.DELETE, "localhost:9911");
        request.headers().set(HttpHeaderNames.ORIGIN, "http://localhost:9911").set("Sec-Fetch-Site", "same-origin");

        assertThat(channel.writeInbound(request)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "whatever"})
    void whatABrowserFetchesForAnotherPageIsRefusedThoughItSendsNoOrigin(String site) {
        FullHttpRequest request = request(HttpMethod.GET, "localhost");
        request.headers()
                .set("Sec-Fetch-Site", site)
                .set("Sec-Fetch-Mode", "no-cors")
                .set("Sec-Fetch-Dest", "image");

        assertRefused(request, 403);
    }

    @Test
    void aLinkFromElsewhereToThePageIsFollowedButToNothingElse() {
        FullHttpRequest link = request(HttpMethod.GET, "localhost");
        link.headers()
                .set("Sec-Fetch-Site", "cross-site")
                .set("Sec-Fetch-Mode", "navigate")
                .set("Sec-Fetch-Dest", "document");
        FullHttpRequest toPage = link.copy().setUri("/");

        assertThat(channel.writeInbound(toPage)).isTrue();
        channel.<FullHttpRequest>readInbound().release();
        assertRefused(link, 403);
    }

    @Test
    void aListenerThatIsReachedFromElsewhereHasAnyName() {
        EmbeddedChannel open = new EmbeddedChannel(new CrossSiteHandler(false));

        assertThat(open.writeInbound(request(HttpMethod.GET, "server.example:9911")))
                .isTrue();
        open.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "PUT", "OPTIONS"})
    void aWebPageMayChangeNothing(String method) {
        FullHttpRequest request = request(HttpMethod.valueOf(method), "localhost:9911");
        request.headers().set(HttpHeaderNames.ORIGIN, "null");
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");

        assertRefused(request, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", ""})
    void whatAFormCanSendIsRefused(String type) {
        FullHttpRequest request = request(HttpMethod.POST, "localhost");
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, type);

        assertRefused(request, 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8"})
    void jsonIsPassedOn(String type) {
        FullHttpRequest request = request(HttpMethod.POST, "localhost");
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, type);

        assertThat(channel.writeInbound(request)).isTrue();
    }

    @Test
    void whatTheDecoderCouldNotReadIsRefused() {
        FullHttpRequest request = request(HttpMethod.GET, "localhost");
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));

        assertRefused(request, 400);
    }

    private void assertRefused(FullHttpRequest request, int status) {
        assertThat(channel.writeInbound(request)).as("passed on").isFalse();
        FullHttpResponse response = channel.readOutbound();
        assertThat(response.status().code()).isEqualTo(status);
        response.release();
        assertThat(request.refCnt()).as("the request is released").isZero();
        assertThat(channel.isOpen()).as("the connection is closed").isFalse();
    }

    private static FullHttpRequest request(HttpMethod method, String host) {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/api/v1/bans");
        request.headers().set(HttpHeaderNames.HOST, host);
        return request;
    }
}
