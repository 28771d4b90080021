package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.RuleFiles.error;
import static dev.portcullis.rules.config.RuleFiles.names;
import static dev.portcullis.rules.config.RuleFiles.read;
import static dev.portcullis.rules.config.RuleFiles.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.Threshold;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Default rules, as a file changes and drops them. */
class ChangedDefaultsTest {

    @Test
    void changesOneKeyOfADefaultRule() {
        Rule before = rule("scanner", "");
        Rule after = rule("scanner", "rules.scanner.over = 30");

        Threshold threshold = Objects.requireNonNull(before.threshold());
        assertThat(after)
                .isEqualTo(new Rule(
                        "scanner",
                        new Threshold(threshold.count(), threshold.per(), 30, threshold.within()),
                        before.where(),
                        before.then(),
                        before.terms(),
                        false));
    }

    @Test
    void aDefaultRuleNeedNotBanAnyMore() {
        Rule before = rule("scanner", "");

        assertThat(rule("scanner", "rules.scanner.then = deny"))
                .isEqualTo(new Rule("scanner", before.threshold(), before.where(), Action.DENY, null, false));
        assertThat(read("rules.scanner { then = deny\n for = 2 hours }").problems())
                .extracting(Problem::line, Problem::where)
                .containsExactly(tuple(2, "rules.scanner.for"));
    }

    @Test
    void addsToTheListOfADefaultRule() {
        List<String> before = rule("probes", "").where().paths();
        List<String> after = rule("probes", "rules.probes.where.path += \"/trap.php\"")
                .where()
                .paths();

        assertThat(after)
                .startsWith(before.toArray(String[]::new))
                .endsWith("/trap.php")
                .hasSize(before.size() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "\"off\""})
    void dropsADefaultRule(String off) {
        assertThat(names("rules.scanner = " + off))
                .containsExactly("hourly-flood", "storm", "costly", "login-guess", "probes", "origin-signal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "\"off\""})
    void dropsAllDefaultRules(String off) {
        assertThat(names("default-rules = " + off)).isEmpty();
        assertThat(names("default-rules = " + off + "\nrules.mine { where { path = \"/x\" }, then = deny }"))
                .containsExactly("mine");
    }

    @Test
    void aDroppedDefaultRuleLendsNothingToOneOfItsName() {
        assertThat(read("default-rules = off\nrules.scanner.over = 30").problems())
                .extracting(Problem::where)
                .containsExactly("rules.scanner.over", "rules.scanner.then");
    }

    @Test
    void refusesToTurnOffWhatIsNotThere() {
        assertThat(read("\nrules.scaner = off").problems())
                .containsExactly(error(
                        2,
                        "rules.scaner",
                        "no default rule has this name: there is nothing to turn off",
                        "one of hourly-flood, storm, costly, scanner, login-guess, probes, origin-signal",
                        "scanner"));
    }

    @Test
    void refusesOtherWordsForTheDefaultRules() {
        assertThat(read("default-rules = none").problems())
                .containsExactly(error(1, "default-rules", "\"none\" is neither", "on or off", null));
    }

    @Test
    void pointsToTheUsersLineWhenTheirKeyDoesNotFitADefault() {
        assertThat(read("\n\nrules.probes.then = throttle\n").problems())
                .extracting(Problem::line, Problem::where)
                .containsExactly(tuple(3, "rules.probes.then"));
        assertThat(read("rules {\n hourly-flood {\n  at-most = 1 hour\n }\n}").problems())
                .extracting(Problem::line, Problem::where, Problem::severity)
                .containsExactly(tuple(3, "rules.hourly-flood.at-most", Severity.ERROR));
        assertThat(read("rules.scanner.where.status = 777\nrules.scanner.fro = 1 hour")
                        .problems())
                .extracting(Problem::line, Problem::where)
                .containsExactly(tuple(1, "rules.scanner.where.status"), tuple(2, "rules.scanner.fro"));
    }

    @Test
    void keepsTheOrderOfTheFile() {
        String hocon = """
                rules {
                  zebra { where { path = "/z" }, then = deny }
                  probes.for = 1 hour
                  ape { where { path = "/a" }, then = deny }
                }
                rules.mouse { where { path = "/m" }, then = deny }
                """;

        assertThat(names(hocon))
                .containsExactly(
                        "hourly-flood",
                        "storm",
                        "costly",
                        "scanner",
                        "login-guess",
                        "probes",
                        "origin-signal",
                        "zebra",
                        "ape",
                        "mouse");
    }
}
