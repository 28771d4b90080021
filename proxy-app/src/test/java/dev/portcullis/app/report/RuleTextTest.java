package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTextTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aRuleThatBansSaysForHowLongAndHowItGrows() {
        Rule rule = new Rule(
                "flood",
                new Threshold(Count.REQUESTS, Per.CLIENT, 9800, HOUR),
                Condition.ANY,
                Action.BAN,
                new BanTerms(HOUR, 4, Duration.ofDays(30)),
                false);

        assertThat(RuleText.sentence(rule))
                .isEqualTo("more than 9800 requests per client within 1 hour: ban for 1 hour,"
                        + " then 4 times as long each time, up to 30 days");
    }

    @Test
    void aBanThatNeverGrowsSaysOnlyHowLong() {
        Rule rule = new Rule("p", null, Condition.ANY, Action.BAN, new BanTerms(HOUR, 1, HOUR), false);

        assertThat(RuleText.sentence(rule)).isEqualTo("any request: ban for 1 hour");
    }

    @Test
    void aConditionIsShownShortened() {
        Condition where = new Condition(
                List.of("POST"),
                List.of("example.org"),
                List.of("/a", "/b", "/c"),
                List.of(new StatusRange(400, 499), new StatusRange(503, 503)),
                List.of("*bot*"),
                List.of(Condition.ANY));
        Rule rule = new Rule(
                "costly",
                new Threshold(Count.ORIGIN_TIME, Per.NETWORK, 90_000_000_000L, HOUR),
                where,
                Action.THROTTLE,
                null,
                false);

        assertThat(RuleText.sentence(rule))
                .isEqualTo("more than 90 seconds of the origin's time per network within 1 hour (method POST;"
                        + " host example.org; path /a, /b, ...; status 4xx, 503; user-agent *bot*; with exceptions):"
                        + " throttle (429)");
    }

    @Test
    void aRuleInObserveModeOnlyWatches() {
        Rule rule = new Rule(
                "x", new Threshold(Count.BYTES, Per.ALL, 1 << 30, HOUR), Condition.ANY, Action.DENY, null, true);

        assertThat(RuleText.sentence(rule))
                .isEqualTo("more than 1 GiB of all clients within 1 hour: only watched, would deny (403)");
    }

    @Test
    void anAmountHasItsUnit() {
        assertThat(RuleText.amount(Count.REQUESTS, 1)).isEqualTo("1 request");
        assertThat(RuleText.amount(Count.ERRORS, 16)).isEqualTo("16 errors");
        assertThat(RuleText.amount(Count.ORIGIN_TIME, 90_000_000_001L))
                .as("rounded up: what is over a limit is seen to be")
                .isEqualTo("90.1 seconds of the origin's time");
        assertThat(RuleText.amount(Count.BYTES, 1500)).isEqualTo("1500 bytes");
    }
}
