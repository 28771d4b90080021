package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.notify.Destination;
import dev.portcullis.app.notify.NotifySettings;
import dev.portcullis.app.notify.Pace;
import dev.portcullis.app.notify.Secret;
import dev.portcullis.app.notify.TargetSettings;
import dev.portcullis.app.notify.Topic;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyReaderTest {

    private static final String ORIGIN = "origin = \"http://127.0.0.1:8080\"\n";

    @Test
    void nobodyIsToldUnlessTheFileSaysSo() {
        assertThat(read("")).isEqualTo(NotifySettings.NONE);
    }

    @Test
    void everyKeyCanDifferFromItsDefault() {
        NotifySettings settings = read("""
                notify {
                  machine = www1, collect = 10 seconds, pause = 5 minutes, heartbeat = "09:00"
                  busy-after = 1 minute, surge = 20
                  targets {
                    chat { kind = slack, url = "https://hooks.example/services/a", events = [bans, origin] }
                    phone {
                      kind = ntfy, url = "https://ntfy.example/topic", token = tk_abc
                      collect = 1 second, pause = 2 minutes, heartbeat = off
                    }
                    mail {
                      kind = smtp, host = mail.example, port = 2525, security = tls, user = www, password = "a b"
                      from = "portcullis@example.org", to = ["admin@example.org", "night@example.org"], heartbeat = "7:05"
                    }
                  }
                }
                """);

        Pace pace = new Pace(Duration.ofSeconds(10), Duration.ofMinutes(5));
        Destination.Web chat =
                new Destination.Web(Destination.Shape.SLACK, new Secret("https://hooks.example/services/a"), null);
        Destination.Web phone = new Destination.Web(
                Destination.Shape.NTFY, new Secret("https://ntfy.example/topic"), new Secret("tk_abc"));
        Destination.Mail mail = new Destination.Mail(
                "mail.example",
                2525,
                Destination.Security.TLS,
                new Destination.Login("www", new Secret("a b")),
                "portcullis@example.org",
                List.of("admin@example.org", "night@example.org"));
        assertThat(settings)
                .isEqualTo(new NotifySettings(
                        "www1",
                        Duration.ofMinutes(1),
                        20,
                        List.of(
                                new TargetSettings(
                                        "chat", chat, Set.of(Topic.BANS, Topic.ORIGIN), pace, LocalTime.of(9, 0)),
                                new TargetSettings(
                                        "phone",
                                        phone,
                                        Topic.USUAL,
                                        new Pace(Duration.ofSeconds(1), Duration.ofMinutes(2)),
                                        null),
                                new TargetSettings("mail", mail, Topic.USUAL, pace, LocalTime.of(7, 5)))));
    }

    @Test
    void aMailServerOnThisMachineIsSpokenToInTheClearAndOthersAreNot() {
        assertThat(mail("host = localhost")).isEqualTo(tuple(25, Destination.Security.OFF));
        assertThat(mail("host = mail.example")).isEqualTo(tuple(587, Destination.Security.STARTTLS));
        assertThat(mail("host = mail.example, security = tls")).isEqualTo(tuple(465, Destination.Security.TLS));
    }

    @Test
    void everyMistakeIsTold() {
        assertThat(problems("""
                notify {
                  collect = 10
                  heartbeat = "25:00"
                  targets {
                    a { kind = slak, url = "https://x.example" }
                    b { kind = slack }
                    c { kind = ntfy, url = "https://x.example", events = [origins] }
                    d { kind = smtp, host = "m x", from = "x", to = ["a@b", "a\\r\\nBcc: c@d"] }
                    e { kind = smtp, host = m, user = me, from = "a@b", to = "a@b" }
                    f { kind = slack, url = "https://x.example", token = "x" }
                  }
                }
                """))
                .extracting(Problem::line, Problem::where)
                .containsExactlyInAnyOrder(
                        tuple(3, "notify.collect"),
                        tuple(4, "notify.heartbeat"),
                        tuple(6, "notify.targets.a.kind"),
                        tuple(7, "notify.targets.b.url"),
                        tuple(8, "notify.targets.c.events"),
                        tuple(9, "notify.targets.d.host"),
                        tuple(9, "notify.targets.d.from"),
                        tuple(9, "notify.targets.d.to"),
                        tuple(10, "notify.targets.e.user"),
                        tuple(11, "notify.targets.f.token"));
    }

    @Test
    void aWordThatIsNearIsNamed() {
        assertThat(problems("notify.targets.a { kind = slak, url = \"https://x.example\" }"))
                .extracting(Problem::nearest)
                .containsExactly("slack");
        assertThat(problems("notify.targets.a { kind = slack, url = \"https://x.example\", events = origins }"))
                .extracting(Problem::nearest)
                .containsExactly("origin");
    }

    @Test
    void noProblemShowsASecret(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("url");
        Files.writeString(file, "ftp://x.example/verysecret\n");
        List<Problem> problems = problems("""
                notify.targets {
                  a { kind = slack, url = "htp://hooks.example/verysecret" }
                  b { kind = slack, url = "https://hooks.example/verysecret one" }
                  c { kind = slack, url = "https://verysecret:verysecret@hooks.example/" }
                  d { kind = slack, url = "https://hooks.example/#verysecret" }
                  e { kind = smtp, host = localhost, user = me, password = "verysecret\\n", from = "a@b", to = "a@b" }
                  f { kind = slack, url-file = "%s" }
                  g { kind = ntfy, url = "https://x.example", token = "verysecret\\r\\nX: y" }
                  h = "https://hooks.example/verysecret"
                }
                """.formatted(file));

        assertThat(problems).hasSize(9);
        assertThat(problems.toString()).doesNotContain("verysecret");
    }

    @Test
    void aUrlWithoutQuotesIsToldToWantThem() {
        assertThat(problems("notify.targets.a { kind = slack, url = https://hooks.example/x\n }"))
                .anyMatch(problem -> problem.expected().contains("quotes"));
    }

    @Test
    void theConfigurationAsTextShowsNoSecret() {
        NotifySettings settings = read("""
                notify.targets {
                  a { kind = ntfy, url = "https://hooks.example/verysecret", token = verysecret }
                  b { kind = smtp, host = localhost, user = me, password = verysecret, from = "a@b", to = "a@b" }
                }
                """);

        assertThat(settings.toString()).contains("localhost").doesNotContain("verysecret");
    }

    @Test
    void aSecretMayStandInAFileOfItsOwn(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("password");
        Files.writeString(file, "hunter2\n");
        NotifySettings settings = read("notify.targets.a { kind = smtp, host = localhost, user = me, password-file = \""
                + file + "\", from = \"a@b\", to = \"a@b\" }");

        assertThat(((Destination.Mail) settings.targets().get(0).destination()).login())
                .isEqualTo(new Destination.Login("me", new Secret("hunter2")));
        assertThat(problems("notify.targets.a { kind = smtp, host = localhost, user = me, password-file = \""
                        + directory.resolve("none") + "\", from = \"a@b\", to = \"a@b\" }"))
                .extracting(Problem::where)
                .containsExactly("notify.targets.a.password-file");
    }

    @Test
    void whatCanBeReadOnItsWayIsAWarning() {
        Checked<Configuration> checked = parse("notify.targets {\n a { kind = ntfy, url = \"http://ntfy.example/x\" }\n"
                + " b { kind = ntfy, url = \"http://127.0.0.1:2586/x\" } }");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems()).extracting(Problem::where).containsExactly("notify.targets.a.url");
    }

    private static Tuple mail(String hocon) {
        NotifySettings settings = read("notify.targets.a { kind = smtp, from = \"a@b\", to = \"a@b\", " + hocon + " }");
        Destination.Mail mail = (Destination.Mail) settings.targets().get(0).destination();
        return tuple(mail.port(), mail.security());
    }

    private static NotifySettings read(String hocon) {
        Checked<Configuration> checked = parse(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow().reporting().notifications();
    }

    private static List<Problem> problems(String hocon) {
        Checked<Configuration> checked = parse(hocon);
        assertThat(checked.value()).isEmpty();
        return checked.problems();
    }

    private static Checked<Configuration> parse(String hocon) {
        return ConfigurationReader.parse("test", ORIGIN + hocon, new ManualTime());
    }
}
