package dev.portcullis.app.report;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

    @Test
    void bansComeBackAsTheyWere() {
        List<Ban> bans = List.of(SampleBans.scanner(), SampleBans.manual(), SampleBans.observed());

        assertThat(ReportJson.readBans(ReportJson.bans(bans))).isEqualTo(bans);
    }

    @Test
    void anExplanationComesBackAsItWas() {
        WhyReport banned = new WhyReport(
                address("2001:db8::7"),
                address("2001:db8::7").widen(32, 64),
                true,
                null,
                null,
                false,
                List.of(
                        SampleBans.account(SampleBans.manual()),
                        new WhyReport.Account(SampleBans.scanner(), "AAAA-0000", 0, "more than 100 errors: ban")),
                List.of(new WhyReport.Standing("probes", "any request: ban for 1 hour", null)));
        WhyReport allowed = new WhyReport(
                address("127.0.0.1"),
                address("127.0.0.1"),
                false,
                "127.0.0.0/8",
                "127.0.0.1 can't be banned: it is this machine itself",
                true,
                List.of(),
                List.of(
                        new WhyReport.Standing(
                                "costly",
                                "sentence",
                                new WhyReport.Progress(Rule.Count.ORIGIN_TIME, 1_234_567_890L, 90_000_000_000L)),
                        new WhyReport.Standing(
                                "agents",
                                "sentence",
                                new WhyReport.Progress(Rule.Count.REQUESTS, 60, 100),
                                "agent",
                                List.of(new WhyReport.Group("\u001b[2J\"", 60), new WhyReport.Group("", 51)))));

        assertThat(ReportJson.readWhy(ReportJson.why(banned))).isEqualTo(banned);
        assertThat(ReportJson.readWhy(ReportJson.why(allowed))).isEqualTo(allowed);
    }

    @Test
    void theStatusComesBackAsItWas() {
        StatusReport status = new StatusReport(
                "1.2.3",
                SampleBans.START,
                Duration.ofSeconds(61),
                new StatusReport.Loaded("/etc/p.conf", SampleBans.START, SampleBans.START.plusSeconds(1), false),
                new StatusReport.Path(
                        List.of("0.0.0.0:80", "[::]:80"),
                        List.of(new StatusReport.SiteReport(
                                "shop",
                                List.of("shop.example"),
                                List.of(new StatusReport.ServerReport("http://127.0.0.1:8080", false, 5)))),
                        List.of(
                                new StatusReport.AdmissionState(
                                        "shop",
                                        new StatusReport.LaneState(4, 3, 2),
                                        new StatusReport.LaneState(8, 1, 0),
                                        17),
                                new StatusReport.AdmissionState(
                                        "",
                                        new StatusReport.LaneState(null, 1, 0),
                                        new StatusReport.LaneState(null, 0, 0),
                                        0)),
                        "epoll",
                        1,
                        2,
                        3,
                        4),
                new StatusReport.Policy(
                        "observe",
                        5,
                        6,
                        7,
                        List.of("a full disk", "a rule"),
                        List.of(new StatusReport.RuleReport("scanner", "sentence", 8, 9, 10))),
                11);

        assertThat(ReportJson.readStatus(ReportJson.status(status))).isEqualTo(status);
    }

    @Test
    void whatCameOfAReloadComesBackAsItWas() {
        ReloadReport.Done done = new ReloadReport.Done(List.of("mode: observe"), List.of("a\n    b"));
        ReloadReport.Refused refused = new ReloadReport.Refused(List.of("f:1: error: x"));

        assertThat(ReloadJson.read(ReloadJson.of(done))).isEqualTo(done);
        assertThat(ReloadJson.read(ReloadJson.of(refused))).isEqualTo(refused);
    }

    @Test
    void timesOfTheOriginAreSeconds() {
        assertThat(ReportJson.bans(List.of(SampleBans.scanner())))
                .contains("\"originSeconds\" : 0.0124", "\"withinSeconds\" : 300", "\"count\" : \"errors\"");
        assertThat(ReportJson.bans(List.of(SampleBans.observed())))
                .contains("\"counted\" : 600.123456789", "\"limit\" : 600,");
    }

    @Test
    void onlyPrintingAsciiIsWritten() {
        assertThat(ReportJson.bans(List.of(SampleBans.scanner(), SampleBans.manual())))
                .matches("[ -~\n]+");
    }

    @Test
    void whatIsNoReportIsRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportJson.readBans("<html>"))
                .withMessageStartingWith("not JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportJson.readBans("[]"))
                .withMessage("expected a JSON object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportJson.readBans("{}"))
                .withMessage("\"bans\" is missing");
    }
}
