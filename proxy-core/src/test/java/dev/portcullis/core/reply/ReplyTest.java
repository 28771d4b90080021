package dev.portcullis.core.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.api.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

    private static String written(Reply reply, String connection, boolean withPage) {
        ByteBuf out = Unpooled.buffer();
        reply.write("Thu, 01 Jan 2026 00:00:00 GMT", connection, withPage, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void writesAWholeResponseWhoseLengthIsRight() {
        String text = written(Reply.badGateway(), "close", true);
        assertThat(text)
                .startsWith("HTTP/1.1 502 Bad Gateway\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n")
                .contains("\r\nConnection: close\r\n")
                .contains("\r\nCache-Control: no-store\r\n");
        String page = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(text).contains("\r\nContent-Length: " + page.length() + "\r\n");
        assertThat(written(Reply.badGateway(), "", false)).endsWith("\r\n\r\n").doesNotContain("Connection");
    }

    @Test
    void tellsAThrottledClientWhenToComeBack() {
        assertThat(written(Objects.requireNonNull(Reply.to(new Verdict.Throttle("r", 12), BanReply.DENY)), "", true))
                .startsWith("HTTP/1.1 429 ")
                .contains("\r\nRetry-After: 12\r\n");
    }

    @Test
    void refusesABannedClientAsIsConfiguredAndNamesNoRule() {
        Verdict banned = new Verdict.Banned("secret-rule");
        assertThat(Reply.to(banned, BanReply.DROP)).isNull();
        assertThat(written(Objects.requireNonNull(Reply.to(banned, BanReply.DENY)), "", true))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("secret-rule");
        assertThat(Reply.to(new Verdict.Drop("r"), BanReply.DENY)).isNull();
    }

    @Test
    void givesABannedClientACodeToQuote() {
        Verdict banned = new Verdict.Banned("secret-rule", "K7QM-3T9X", Keeping.DONE);
        String text = written(Objects.requireNonNull(Reply.to(banned, BanReply.DENY)), "", true);
        String page = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(page).contains("<b>K7QM-3T9X</b>").doesNotContain("XXXX");
        assertThat(text)
                .contains("\r\nContent-Length: " + page.length() + "\r\n")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 408, 413, 414, 417, 431, 501, 505})
    void hasAPageForEveryKindOfMalformedRequest(int status) {
        assertThat(Reply.malformed(status).status()).isEqualTo(status);
    }

    @Test
    void namesTheMethodsThatAreServedWhenOneIsNot() {
        assertThat(written(Reply.malformed(405), "close", true)).contains("\r\nAllow: GET, HEAD, POST");
    }
}
