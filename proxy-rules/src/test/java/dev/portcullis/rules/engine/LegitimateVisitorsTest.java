package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.first;
import static dev.portcullis.rules.engine.Rules.limit;
import static dev.portcullis.rules.engine.Rules.path;
import static dev.portcullis.rules.engine.Rules.requests;
import static dev.portcullis.rules.engine.Rules.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Count;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The busiest legitimate people that were measured on real sites pass rules like the default ones unharmed. */
class LegitimateVisitorsTest {

    private static final Condition LOGIN = new Condition(
            List.of("POST"),
            List.of(),
            List.of("*/wp-login.php", "*/xmlrpc.php"),
            List.of(new StatusRange(200, 299), new StatusRange(400, 499)),
            List.of(),
            List.of());
    private static final Condition REFUSED_PAGE = new Condition(
            List.of(),
            List.of(),
            List.of(),
            List.of(new StatusRange(400, 400), new StatusRange(403, 405)),
            List.of(),
            List.of(path("*/admin-ajax.php", "*/wp-json/*"), path("*.css", "*.js", "*.png")));

    private final World world = new World(
            requests("hourly-flood", 9800, Duration.ofHours(1), Action.BAN),
            limit("costly", Count.ORIGIN_TIME, 600_000_000_000L, Duration.ofMinutes(10), Action.THROTTLE),
            where(limit("scanner", Count.ERRORS, 100, Duration.ofMinutes(5), Action.BAN), REFUSED_PAGE),
            where(requests("login-guess", 15, Duration.ofMinutes(10), Action.BAN), LOGIN),
            first("probes", path("*/.env", "/.git/*", "*/eval-stdin.php"), Action.BAN));

    private final Request admin = Request.from("192.0.2.20").get("/wp-admin/index.php");

    @AfterEach
    void nobodyWasActedOn() {
        assertThat(world.banned).isEmpty();
        assertThat(world.engine.rules()).allMatch(rule -> rule.acted() == 0 && rule.observed() == 0);
    }

    @Test
    void anAdministratorMakes313RequestsIn10SecondsAnd407In60() {
        for (int i = 0; i < 407; i++) {
            assertThat(world.visit(admin)).isEqualTo(Verdict.Pass.INSTANCE);
            world.advance(i < 313 ? Duration.ofMillis(31) : Duration.ofMillis(530));
        }
    }

    @Test
    void anAdministratorGets361AnswersOf4xxOfWhich331AreAdminAjax() {
        for (int i = 0; i < 361; i++) {
            Request request = admin.get(i % 12 == 0 && i < 360 ? "/page" + i : "/wp-admin/admin-ajax.php");
            assertThat(world.visit(request, i % 2 == 0 ? 400 : 403)).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.counted("192.0.2.20", "scanner")).isEqualTo(30);
    }

    @Test
    void anOwnerFailsToLogIn11Times() {
        for (int i = 0; i < 11; i++) {
            assertThat(world.visit(admin.post("/wp-login.php"))).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.visit(admin.post("/wp-login.php"), 302)).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.counted("192.0.2.20", "login-guess")).isEqualTo(11);
    }

    @Test
    void aVisitorWhoCameBySearchMakes31RequestsIn10Seconds() {
        for (int i = 0; i < 31; i++) {
            assertThat(world.visit(Request.from("192.0.2.21").get("/asset" + i + ".css"), i % 3 == 0 ? 404 : 200))
                    .isEqualTo(Verdict.Pass.INSTANCE);
            world.advance(Duration.ofMillis(320));
        }
    }
}
