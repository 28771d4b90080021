package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of rules, read. */
final class RuleFiles {

    private RuleFiles() {}

    static Rule rule(String name, String hocon) {
        Checked<List<Rule>> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<String> names(String hocon) {
        Checked<List<Rule>> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow().stream().map(Rule::name).toList();
    }

    static Problem error(int line, String where, String found, String expected, @Nullable String nearest) {
        return new Problem(Severity.ERROR, "f.conf", line, where, found, expected, nearest);
    }

    static Checked<List<Rule>> read(String hocon) {
        return Document.ofText("f.conf", hocon).check(RulesReader::read);
    }
}
