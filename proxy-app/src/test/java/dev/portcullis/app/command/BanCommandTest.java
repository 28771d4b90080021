package dev.portcullis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.app.run.Portcullis;
import dev.portcullis.app.run.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a running program, with one that runs. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BanCommandTest {

    private @Nullable Portcullis program;
    private String admin = "";

    @BeforeAll
    void start() throws IOException {
        Configuration defaults = ConfigurationReader.ofOrigin("http://127.0.0.1:1", "127.0.0.1:0", false)
                .value()
                .orElseThrow();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Portcullis started = Portcullis.start(
                new Configuration(
                        defaults.proxy(),
                        defaults.policy(),
                        defaults.admission(),
                        new Configuration.AdminSettings(anyPort),
                        new Configuration.AccessLogSettings(null)),
                Time.system());
        program = started;
        admin = Endpoint.text(started.adminAddress());
    }

    @AfterAll
    void stop() {
        if (program != null) {
            program.close();
        }
    }

    @Test
    void aBanIsMadeListedExplainedAndLifted() {
        assertThat(ask(0, "ban", "add", "192.0.2.7", "--for", "1h", "--reason", "scrapes the shop"))
                .startsWith("192.0.2.7 is banned until ");
        assertThat(ask(0, "ban", "list")).contains("192.0.2.7", "manual", "scrapes the shop");
        assertThat(ask(0, "ban", "why", "192.0.2.7"))
                .contains("an administrator: scrapes the shop")
                .contains("ban remove 192.0.2.7 --admin " + admin);
        assertThat(ask(0, "ban", "remove", "192.0.2.7")).isEqualTo("192.0.2.7 is banned no longer\n");
        assertThat(ask(1, "ban", "remove", "192.0.2.7")).isEqualTo("portcullis: 192.0.2.7 is not banned\n");
    }

    @Test
    void allBansOfARuleAreLiftedAtOnce() {
        ask(0, "ban", "add", "192.0.2.70", "--for", "1h", "--reason", "one");
        ask(0, "ban", "add", "192.0.2.71", "--for", "1h", "--reason", "another");

        assertThat(ask(1, "ban", "remove", "--rule", "no such"))
                .isEqualTo("portcullis: no ban in force was made by rule no such\n");
        assertThat(ask(0, "ban", "remove", "--rule", "manual"))
                .contains("192.0.2.70 is banned no longer\n", "192.0.2.71 is banned no longer\n");
        assertThat(ask(0, "ban", "list")).doesNotContain("192.0.2.7");
        assertThat(ask(2, "ban", "remove")).contains("ADDRESS", "--rule");
        assertThat(ask(2, "ban", "remove", "192.0.2.70", "--rule", "x")).contains("--rule");
    }

    @Test
    void aNetworkIsBannedAndItsMembersAreExplained() {
        ask(0, "ban", "add", "2001:db8::/48", "--for", "2 days", "--reason", "same bot");

        assertThat(ask(0, "ban", "why", "2001:db8::7")).contains("banned   2001:db8::/48");
        assertThat(ask(1, "ban", "remove", "2001:db8::7")).contains("but is in 2001:db8::/48");
        assertThat(ask(0, "ban", "remove", "2001:db8::/48")).isEqualTo("2001:db8::/48 is banned no longer\n");
    }

    @Test
    void aListIsImportedWholeAndExportedAgain(@TempDir Path directory) throws IOException {
        Path list = directory.resolve("list.txt");
        Files.writeString(list, "203.0.113.1 # from the other server\n203.0.113.128/25\n127.0.0.1\n");

        assertThat(ask(0, "ban", "import", list.toString(), "--for", "2h")).isEqualTo("""
                        2 bans made
                        1 could not be made:
                          127.0.0.1 can't be banned: it is this machine itself
                        """);
        assertThat(ask(0, "ban", "export")).contains("203.0.113.1 # manual until ", "203.0.113.128/25 # manual until ");
        Path json = Files.writeString(directory.resolve("bans.json"), ask(0, "ban", "export", "--format", "json"));

        ask(0, "ban", "remove", "203.0.113.1");
        ask(0, "ban", "remove", "203.0.113.128/25");
        assertThat(ask(0, "ban", "import", json.toString())).contains("made");
        assertThat(ask(0, "ban", "why", "203.0.113.1")).contains("an administrator: from the other server");
        assertThat(ask(0, "ban", "why", "203.0.113.200")).contains("banned   203.0.113.128/25");
    }

    @Test
    void nobodyIsBannedByAListWithAMistake(@TempDir Path directory) throws IOException {
        Path list = Files.writeString(directory.resolve("list.txt"), "203.0.113.9\nlocalhost\n");

        assertThat(ask(1, "ban", "import", list.toString()))
                .startsWith("portcullis: nobody was banned: 2 mistakes in " + list)
                .contains("line 1: it does not say for how long", "line 2: ", "localhost");
        assertThat(ask(0, "ban", "why", "203.0.113.9")).startsWith("203.0.113.9 is not banned.");
    }

    @Test
    void aBanIsFoundByItsCode() {
        ask(0, "ban", "add", "203.0.113.77", "--for", "1h", "--reason", "by mistake");
        String code = ReportJson.readWhy(ask(0, "ban", "why", "203.0.113.77", "-o", "json"))
                .accounts()
                .get(0)
                .code();

        assertThat(ask(0, "ban", "why", code.toLowerCase(Locale.ROOT).replace("-", "")))
                .startsWith("203.0.113.77 is banned until ")
                .contains("by mistake", code);
        ask(0, "ban", "remove", "203.0.113.77");
        assertThat(ask(1, "ban", "why", code))
                .isEqualTo("portcullis: no ban in force has the code " + code + ": it has ended, or was lifted\n");
    }

    @Test
    void whatWasStartedWithoutAFileCantBeReloadedAndSaysSo() {
        assertThat(ask(1, "reload"))
                .contains("the program was started without a file: there is nothing to read again")
                .startsWith("portcullis: the configuration was not reloaded; everything is as it was:\n");
    }

    @Test
    void whoCostsTheSiteTheMostIsToldInWords() {
        assertThat(ask(0, "top", "--times", "1")).startsWith("Portcullis ").contains("COSTLIEST", "BUSIEST", "RULE");
    }

    @Test
    void thisMachineIsNotBannedAndTheReasonIsGiven() {
        assertThat(ask(1, "ban", "add", "127.0.0.1", "--for", "1h", "--reason", "x"))
                .isEqualTo("portcullis: 127.0.0.1 can't be banned: it is this machine itself\n");
    }

    @Test
    void whoIsNotBannedIsExplainedByEachRule() {
        assertThat(ask(0, "ban", "why", "192.0.2.99"))
                .startsWith("192.0.2.99 is not banned.\n")
                .contains("hourly-flood", "0 requests", "9800 requests", "first match");
    }

    @Test
    void anythingIsToldInJsonToo() {
        ask(0, "ban", "add", "192.0.2.8", "--for", "1h", "--reason", "x");

        assertThat(ReportJson.readBans(ask(0, "ban", "list", "-o", "json")))
                .anySatisfy(ban -> assertThat(ban.subject()).hasToString("192.0.2.8"));
        assertThat(ReportJson.readWhy(ask(0, "ban", "why", "192.0.2.8", "-o", "JSON"))
                        .refused())
                .isTrue();
        assertThat(ReportJson.readStatus(ask(0, "status", "-o", "json"))
                        .policy()
                        .mode())
                .isEqualTo("enforce");
        assertThat(ask(0, "healthcheck", "-o", "json")).contains("\"ready\" : true");
        assertThat(ask(0, "version", "-o", "json")).contains("\"running\" : \"");
    }

    @Test
    void theStateIsToldInWords() {
        assertThat(ask(0, "status")).contains("mode           enforce", "RULE", "scanner");
        assertThat(ask(0, "healthcheck")).isEqualTo("ready\n");
        assertThat(ask(0, "version")).contains("running: ");
    }

    /** What the command says, on whichever stream, when it exits with {@code code}. */
    private String ask(int code, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--admin", admin));
        assertThat(PortcullisCommand.run(
                        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new)))
                .as(out + "" + err)
                .isEqualTo(code);
        assertThat(code == 0 ? err.toString() : out.toString())
                .as("the other stream")
                .isEmpty();
        return code == 0 ? out.toString() : err.toString();
    }
}
