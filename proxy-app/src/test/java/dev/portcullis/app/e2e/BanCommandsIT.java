package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An administrator bans and lifts bans by the commands, and clients notice at once. */
@Timeout(180)
class BanCommandsIT {

    private static final String CLIENT = "127.0.0.77";
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis =
            new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n" + "allow = [\"127.0.0.88\"]\n");

    @Test
    void aBanIsAddedExplainedAndLifted() throws IOException {
        try (Visitor client = portcullis.visitor(CLIENT);
                Visitor other = portcullis.visitor("127.0.0.10")) {
            assertThat(client.get("/").status()).isEqualTo(200);

            done(portcullis.ask("ban", "add", CLIENT, "--for", "1h", "--reason", "takes the whole site"));

            assertThat(client.isClosedWithin(AT_ONCE))
                    .as("the open connection is closed")
                    .isTrue();
            client.endConnection();
            Visitor.Page refusal = client.get("/");
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.text()).contains("<title>");
            assertThat(other.get("/").status()).isEqualTo(200);

            assertThat(done(portcullis.ask("ban", "list"))).contains(CLIENT, "takes the whole site");
            assertThat(bans()).singleElement().satisfies(ban -> assertThat(ban)
                    .containsEntry("subject", CLIENT)
                    .containsEntry("rule", "manual")
                    .containsEntry("reason", "takes the whole site"));
            assertThat(done(portcullis.ask("ban", "why", CLIENT)))
                    .contains(CLIENT, "takes the whole site", "ban remove");

            done(portcullis.ask("ban", "remove", CLIENT));

            assertThat(bans()).isEmpty();
            client.endConnection();
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void allowBeatsABan() throws IOException {
        try (Visitor owner = portcullis.visitor("127.0.0.88")) {
            portcullis.ask("ban", "add", "127.0.0.88", "--for", "1h", "--reason", "by mistake");

            assertThat(owner.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void whatCanNotBeDoneIsSaidInOneLine() {
        assertThat(refused(portcullis.ask("ban", "add", "127.0.0.1", "--for", "1h", "--reason", "x")))
                .contains("127.0.0.1");
        assertThat(refused(portcullis.ask("ban", "remove", CLIENT))).contains(CLIENT);
        assertThat(refused(portcullis.ask("ban", "why", "nobody"))).contains("nobody");
    }

    @Test
    void theStateOfTheProgramIsTold() throws IOException {
        assertThat(done(portcullis.ask("healthcheck"))).isNotNull();
        assertThat(done(portcullis.ask("status"))).contains(APACHE.origin(), "enforce", "scanner");
        assertThat(Json.object(done(portcullis.ask("status", "-o", "json")))).containsEntry("mode", "enforce");
        assertThat(done(PortcullisProcess.cli("version"))).containsPattern("\\d+\\.\\d+\\.\\d+");
    }

    private List<Map<String, @Nullable Object>> bans() throws IOException {
        return Json.objects(Json.object(done(portcullis.ask("ban", "list", "-o", "json"))), "bans");
    }

    private static String done(Program.Finished command) {
        assertThat(command.code()).as(command.text()).isZero();
        return command.text();
    }

    private static String refused(Program.Finished command) {
        assertThat(command.code()).as(command.text()).isPositive();
        assertThat(command.lines()).as("one line").hasSize(1);
        return command.text();
    }
}
