package dev.portcullis.app.fake;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.live.ClientFigures;
import dev.portcullis.app.live.Second;
import dev.portcullis.app.live.Traffic;
import dev.portcullis.app.report.LiveReport;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.util.List;

/** What a program with one busy client shows. */
public final class SampleLive {

    private SampleLive() {}

    /** With one client, whose user agent this is. */
    public static LiveReport report(String agent) {
        IpPrefix client = FakeExchange.address("192.0.2.7");
        ClientFigures figures = new ClientFigures(
                client,
                90,
                3,
                5,
                1_500_000_000L,
                new ClientFigures.Sample("GET", "shop.example", "/x", 200, agent, ""));
        StatusReport.RuleReport rule = new StatusReport.RuleReport("scanner", "more than 15 paths: ban", 3, 0, 0);
        StatusReport status = new StatusReport(
                "1.2.3",
                SampleBans.START,
                Duration.ofHours(3),
                new StatusReport.Loaded("x.conf", SampleBans.START, SampleBans.START, true),
                new StatusReport.Path(
                        List.of("127.0.0.1:80"),
                        List.of(new StatusReport.SiteReport(
                                "",
                                List.of(),
                                List.of(new StatusReport.ServerReport("http://127.0.0.1:8080", true, 2)))),
                        List.of(new StatusReport.AdmissionState(
                                "", new StatusReport.LaneState(4, 2, 7), new StatusReport.LaneState(8, 0, 0), 1)),
                        "epoll",
                        12,
                        9,
                        2,
                        1),
                new StatusReport.Policy("enforce", 40, 1, 0, List.of(), List.of(rule)),
                0);
        return new LiveReport(
                SampleBans.START,
                status,
                List.of(new Second(12.5, 1, .5, 0, .02, .25), new Second(15, 2, 0, 1, .021, .3)),
                List.of(new OriginSpenders("", List.of(new Admission.Spender(client, 1_500_000_000L, .75, 2, 3)))),
                new Traffic.Clients(List.of(figures), List.of(figures)),
                List.of(SampleBans.scanner()),
                List.of(new LiveReport.RuleLine(rule, LiveReport.RuleState.ENFORCE)),
                List.of());
    }
}
