package dev.portcullis.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.report.JsonObject;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a bot sends, by every way to a person: it gives nothing to click on and calls nobody. */
@Timeout(60)
class HostileWordsTest {

    private static final List<String> HOSTILE = List.of(
            "http://evil.example/a https://evil.example ftp://evil.example",
            "www.evil.example WwW.evil.example/x",
            "evil.example/login evil.zip xn--e1a.xn--p1ai 192.0.2.9/x",
            "[click](https://evil.example) ![x](//evil.example/x.png) <https://evil.example|bank>",
            "@here @channel @everyone @all <!here> <!channel> <@U123> <#C123> <@&42>",
            "mailto:me@evil.example tel:+15550100 javascript:alert(1) slack://x magnet:?xt=1",
            "<a href=//evil.example>x</a> <img src=x> &lt;b&gt; *b* _i_ ~s~ `c` ||s|| # h",
            "x\r\nBcc: all@evil.example\r\n\r\n.\r\n\u202e\u200bhttps\u2236//evil.example");

    /** What mail readers, ntfy and chats are known to make a link or a call of. */
    private static final Pattern CLICKABLE =
            Pattern.compile("://|(?i:www)\\.|@|[a-z0-9]\\.(example|zip|xn--p1ai)|(mailto|tel|javascript|magnet):"
                    + "|\\d\\.\\d+\\.\\d+\\.9|<[!@#ai]|[^\\\\]\\]\\(|\\r");

    @ParameterizedTest
    @EnumSource(Destination.Shape.class)
    void theWebShapesGiveNothingToClickOn(Destination.Shape shape) {
        for (String hostile : HOSTILE) {
            WebShapes.Shaped shaped = WebShapes.of(shape, SampleMessages.banned(hostile));

            assertThat(shown(shape, shaped)).contains("banned").doesNotContainPattern(CLICKABLE);
            assertThat(shaped.headers().toString()).doesNotContain("evil").doesNotContain("@");
        }
    }

    private static String shown(Destination.Shape shape, WebShapes.Shaped shaped) {
        return switch (shape) {
            case NTFY -> "banned" + shaped.body();
            case DISCORD -> "banned" + JsonObject.parse(shaped.body()).text("content");
            case SLACK, MATTERMOST, WEBHOOK ->
                "banned" + JsonObject.parse(shaped.body()).text("text");
        };
    }

    @Test
    void programsGetTheSameWordsInEveryMember() {
        for (String hostile : HOSTILE) {
            WebShapes.Shaped shaped = WebShapes.of(Destination.Shape.WEBHOOK, SampleMessages.banned(hostile));

            assertThat(shaped.body()).doesNotContainPattern(CLICKABLE);
        }
    }

    @Test
    void ntfyAndSlackAreToldToMakeNothingOfIt() {
        WebShapes.Shaped ntfy = WebShapes.of(Destination.Shape.NTFY, SampleMessages.banned("x"));
        WebShapes.Shaped slack = WebShapes.of(Destination.Shape.SLACK, SampleMessages.banned("x"));

        assertThat(ntfy.headers()).doesNotContainKeys("Markdown", "Click", "Actions", "Attach");
        assertThat(slack.body())
                .contains("\"parse\" : \"none\"", "\"link_names\" : false", "\"mrkdwn\" : false")
                .contains("\"unfurl_links\" : false");
    }

    @Test
    void aMailGivesNothingToClickOn() throws Exception {
        for (String hostile : HOSTILE) {
            try (FakeMailServer server = FakeMailServer.plain()) {
                Destination.Mail to = new Destination.Mail(
                        "localhost",
                        server.port(),
                        Destination.Security.OFF,
                        null,
                        "portcullis@example.org",
                        List.of("admin@example.org"));
                new MailChannel(to, ZoneOffset.UTC, null, Duration.ofSeconds(5)).send(SampleMessages.banned(hostile));

                String mail = server.mails.get(0);
                String body = mail.substring(mail.indexOf("\n\n"));
                assertThat(body).contains("192.0.2.7 by rule scanner").doesNotContainPattern(CLICKABLE);
                assertThat(mail.toLowerCase(Locale.ROOT)).contains("content-type: text/plain");
                assertThat(mail.substring(0, mail.indexOf("\n\n"))).doesNotContain("evil");
                assertThat(body.getBytes(UTF_8)).hasSize(body.length());
            }
        }
    }
}
