package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MailChannelTest {

    private static final Destination.Login LOGIN = new Destination.Login("www", new Secret("hunter2-hunter2"));

    @Test
    void aMailIsHandedOverAndTheServersWordComesBack() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            Reply reply = sentInTheClear(server.port(), "all is lost");

            assertThat(reply).isEqualTo(new Reply.Accepted("SMTP 250 2.0.0 Ok: queued as 4XYZ"));
            assertThat(server.dialogue)
                    .contains(
                            "MAIL FROM:<portcullis@example.org>",
                            "RCPT TO:<admin@example.org>",
                            "RCPT TO:<night@example.org>");
            assertThat(server.mails)
                    .singleElement()
                    .asString()
                    .contains(
                            "From: portcullis@example.org\n",
                            "To: admin@example.org, night@example.org\n",
                            "Subject: [Portcullis] www1: all is lost\n",
                            "Date: Mon, 23 Nov 2026 00:00:00 GMT\n",
                            "Auto-Submitted: auto-generated\n",
                            "\n\n00:00:00 all is lost\n")
                    .containsPattern("Message-ID: <[0-9a-f-]+@example\\.org>\n");
        }
    }

    @Test
    void nothingThatABotSendsBecomesAFieldOfTheHeadOrTheMailsEnd() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            String hostile = "x\r\nBcc: everybody@example.org\r\n\r\nbody\r\n.\r\nRSET\r\n";
            sentInTheClear(server.port(), hostile);

            assertThat(server.dialogue).doesNotContain("RSET").noneMatch(line -> line.contains("everybody"));
            assertThat(server.mails)
                    .singleElement()
                    .asString()
                    .doesNotContain("\nBcc:")
                    .doesNotContain("\nRSET");
        }
    }

    @Test
    void itLogsInOverStartTls() throws Exception {
        TestTls tls = new TestTls("localhost");
        try (FakeMailServer server = FakeMailServer.startTls(tls.server())) {
            Reply reply = sentOverTls(server.port(), Destination.Security.STARTTLS, tls);

            assertThat(reply).isInstanceOf(Reply.Accepted.class);
            assertThat(server.dialogue).contains("(TLS)", "user www", "password hunter2-hunter2");
            assertThat(server.dialogue.indexOf("(TLS)")).isLessThan(server.dialogue.indexOf("user www"));
        }
    }

    @Test
    void itTalksTlsFromTheFirstByte() throws Exception {
        TestTls tls = new TestTls("localhost");
        try (FakeMailServer server = FakeMailServer.implicitTls(tls.server())) {
            Reply reply = sentOverTls(server.port(), Destination.Security.TLS, tls);

            assertThat(reply).isInstanceOf(Reply.Accepted.class);
            assertThat(server.dialogue.get(0)).isEqualTo("(TLS)");
        }
    }

    @Test
    void aServerThatOffersNoTlsGetsNoPassword() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            Reply reply = channel(server.port(), Destination.Security.STARTTLS, LOGIN, null)
                    .send(SampleMessages.critical("x"));

            assertThat(reply).isInstanceOf(Reply.Failed.class);
            assertThat(reply.answer()).contains("STARTTLS is required");
            assertThat(server.dialogue).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void aServerWithAnothersCertificateGetsNoPassword() throws Exception {
        TestTls tls = new TestTls("other.example");
        try (FakeMailServer server = FakeMailServer.implicitTls(tls.server())) {
            Reply reply = sentOverTls(server.port(), Destination.Security.TLS, tls);

            assertThat(reply).isInstanceOf(Reply.Failed.class);
            assertThat(server.dialogue).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void aRefusedLoginIsToldWithTheServersWordsAndWithoutThePassword() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("AUTH", "535 5.7.8 no: hunter2-hunter2");
            Reply reply = channel(server.port(), Destination.Security.OFF, LOGIN, null)
                    .send(SampleMessages.critical("x"));

            assertThat(reply).isInstanceOf(Reply.Failed.class);
            assertThat(reply.answer())
                    .startsWith("SMTP: the login was refused: ")
                    .contains("535 5.7.8 no: (hidden)")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aRefusedRecipientIsToldWithTheServersWords() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("RCPT", "550 5.1.1 no such user here");
            Reply reply = sentInTheClear(server.port(), "x");

            assertThat(reply.answer()).contains("550 5.1.1 no such user here");
            assertThat(((Reply.Failed) reply).refused()).isTrue();
        }
    }

    @Test
    void oneRefusedRecipientSilencesNotTheOthersAndIsTold() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("RCPT TO:<night@example.org>", "550 5.1.1 nobody works at night");
            Reply reply = sentInTheClear(server.port(), "all is lost");

            assertThat(server.mails).singleElement().asString().contains("all is lost");
            assertThat(reply).isInstanceOf(Reply.Accepted.class);
            assertThat(reply.answer()).startsWith("but not by all: ").contains("550 5.1.1 nobody works at night");
        }
    }

    @Test
    void aMailThatIsRefusedAfterARecipientWasIsNotTaken() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("RCPT TO:<night@example.org>", "550 5.1.1 nobody works at night");
            server.answer(".", "554 5.7.1 no such mails here");
            Reply reply = sentInTheClear(server.port(), "all is lost");

            assertThat(reply).isInstanceOf(Reply.Failed.class);
            assertThat(reply.answer()).contains("554 5.7.1 no such mails here");
        }
    }

    @Test
    void aPasswordIsNotSentAgainInTheClearAfterTls() throws Exception {
        TestTls tls = new TestTls("localhost");
        try (FakeMailServer server = FakeMailServer.startTls(tls.server())) {
            server.answer("AUTH", "535 5.7.8 no: hunter2-hunter2");
            Reply reply = sentOverTls(server.port(), Destination.Security.STARTTLS, tls);

            assertThat(reply.answer())
                    .startsWith("SMTP: the login was refused: ")
                    .doesNotContain("hunter2");
            assertThat(server.dialogue.indexOf("(TLS)")).isBetween(0, server.dialogue.indexOf("user www"));
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("MAIL", "451 4.3.0 try again later");
            Reply reply = sentInTheClear(server.port(), "x");

            assertThat(reply.answer()).contains("451 4.3.0 try again later");
            assertThat(((Reply.Failed) reply).refused()).isFalse();
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        try (FakeMailServer server = FakeMailServer.plain()) {
            server.answer("GREETING", "nothing");
            Reply reply = sentInTheClear(server.port(), "x");

            assertThat(reply).isInstanceOf(Reply.Failed.class);
            assertThat(reply.answer()).containsIgnoringCase("timed out");
        }
    }

    @Test
    void whereNobodyListensThatIsSaid() throws Exception {
        int port;
        try (FakeMailServer server = FakeMailServer.plain()) {
            port = server.port();
        }
        Reply reply = sentInTheClear(port, "x");

        assertThat(reply).isInstanceOf(Reply.Failed.class);
        assertThat(reply.answer()).containsIgnoringCase("refused");
    }

    private static Reply sentInTheClear(int port, String words) {
        return channel(port, Destination.Security.OFF, null, null).send(SampleMessages.critical(words));
    }

    private static Reply sentOverTls(int port, Destination.Security security, TestTls tls) throws Exception {
        return channel(port, security, LOGIN, tls.client().getSocketFactory()).send(SampleMessages.critical("x"));
    }

    private static MailChannel channel(
            int port,
            Destination.Security security,
            Destination.@Nullable Login login,
            @Nullable SSLSocketFactory trust) {
        Destination.Mail mail = new Destination.Mail(
                "localhost",
                port,
                security,
                login,
                "portcullis@example.org",
                List.of("admin@example.org", "night@example.org"));
        return new MailChannel(mail, ZoneOffset.UTC, trust, Duration.ofSeconds(2));
    }
}
