package dev.portcullis.app.run;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.app.live.Traffic;
import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.report.WhyReport;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveOperatorTest {

    private static final IpPrefix BOT = address("192.0.2.7");
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualTime clock = new ManualTime();
    private final Time time = new Time(clock, clock);
    private final MetricsPage page = new MetricsPage("test");
    private final PolicyParts policy = PolicyParts.of(
            ConfigurationReader.parse("test", """
                            origin = "http://127.0.0.1:8080"
                            allow = ["198.51.100.0/24"]
                            default-rules = off
                            rules {
                              scanner { count = errors, over = 3, within = 5 minutes, then = ban, for = 1 hour, repeat = x2 }
                              probes { where { path = "/.env" }, then = ban, for = 12 hours }
                            }
                            """, new ManualTime())
                    .value()
                    .orElseThrow()
                    .policy(),
            time);
    private final LiveOperator operator = new LiveOperator(
            policy,
            page,
            () -> {
                throw unwanted();
            },
            most -> {
                throw unwanted();
            },
            (now, most) -> {
                throw unwanted();
            },
            () -> {
                throw unwanted();
            },
            new Traffic(0));

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void whoIsNotBannedIsExplainedByEachRule() {
        errors(BOT, 2);

        WhyReport why = operator.why(BOT);
        assertThat(why.refused()).isFalse();
        assertThat(why.bans()).isEmpty();
        assertThat(why.rules()).extracting(WhyReport.Standing::rule).containsExactly("scanner", "probes");
        assertThat(why.rules().get(0).progress()).isEqualTo(new WhyReport.Progress(Rule.Count.ERRORS, 2, 3));
        assertThat(why.rules().get(1).progress()).isNull();
    }

    @Test
    void aRulesBanIsExplainedWithItsEvidence() {
        errors(BOT, 4);

        WhyReport why = operator.why(BOT);
        assertThat(why.refused()).isTrue();
        assertThat(why.bans()).singleElement().satisfies(ban -> {
            assertThat(ban.rule()).isEqualTo("scanner");
            assertThat(ban.evidence()).isNotNull();
        });
        assertThat(operator.bans(10, null).bans()).isEqualTo(why.bans());
    }

    @Test
    void anAddressOfAnIpv6ClientIsExplainedByItsClient() {
        IpPrefix asked = address("2001:db8::7");
        operator.ban(asked, HOUR, "x");

        WhyReport why = operator.why(address("2001:db8::8"));
        assertThat(why.client()).hasToString("2001:db8::/64");
        assertThat(why.refused()).isTrue();
    }

    @Test
    void theBanThatDecidesStandsFirstAndOthersAfterIt() {
        operator.ban(BOT.widen(24, 48), Duration.ofDays(2), "the network");
        operator.ban(BOT, HOUR, "the client");

        assertThat(operator.why(BOT).bans()).extracting(Ban::reason).containsExactly("the network", "the client");
    }

    @Test
    void whoIsAllowedIsSaidToBe() {
        WhyReport why = operator.why(address("198.51.100.9"));

        assertThat(why.allowedBy()).isEqualTo("198.51.100.0/24");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operator.ban(address("198.51.100.9"), HOUR, "x"))
                .withMessageContaining("allow-list");
    }

    @Test
    void thisMachineCantBeBannedAndTheExplanationSaysSo() {
        assertThat(operator.why(address("127.0.0.1")).unbannable()).contains("this machine itself");
        assertThat(operator.why(address("127.0.0.66")).unbannable()).isNull();
    }

    @Test
    void liftingForgetsWhatWasCounted() {
        errors(BOT, 4);

        assertThat(operator.lift(BOT)).hasSize(1);
        assertThat(operator.why(BOT).refused()).isFalse();
        errors(BOT, 3);
        assertThat(operator.why(BOT).refused())
                .as("three are allowed: those before the ban are forgotten")
                .isFalse();
    }

    @Test
    void aProgramThatIsStoppingIsNotReady() {
        assertThat(operator.ready()).isTrue();
        operator.stopping();
        assertThat(operator.ready()).isFalse();
    }

    private static IllegalStateException unwanted() {
        return new IllegalStateException("not asked for here");
    }

    private void errors(IpPrefix client, int count) {
        for (int i = 0; i < count; i++) {
            FakeExchange request = new FakeExchange().from(client, client);
            Verdict verdict = policy.engine().decide(request, clock.nanos());
            policy.engine().ended(request, verdict, new Outcome(Ending.SERVED, 404, 0, 9, 1_000), clock.nanos());
        }
    }
}
