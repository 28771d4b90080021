package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private static final List<StatusReport.SiteReport> SITES = List.of(
            new StatusReport.SiteReport(
                    "shop",
                    List.of("shop.example", "*.shop.example"),
                    List.of(
                            new StatusReport.ServerReport("http://127.0.0.1:8081", true, 2),
                            new StatusReport.ServerReport("unix:/run/shop.sock", false, 0))),
            new StatusReport.SiteReport(
                    "", List.of(), List.of(new StatusReport.ServerReport("http://127.0.0.1:8080", true, 1))));
    private static final List<StatusReport.AdmissionState> ADMISSIONS = List.of(
            new StatusReport.AdmissionState(
                    "shop", new StatusReport.LaneState(4, 3, 21), new StatusReport.LaneState(8, 2, 1), 17),
            new StatusReport.AdmissionState(
                    "", new StatusReport.LaneState(null, 9, 0), new StatusReport.LaneState(null, 0, 0), 0));
    private static final StatusReport.Path PATH =
            new StatusReport.Path(List.of("0.0.0.0:80", "[::]:80"), SITES, ADMISSIONS, "epoll", 12, 3, 4, 5);

    @Test
    void theStatusIsOneScreen() {
        StatusReport status = new StatusReport(
                "1.2.3",
                SampleBans.START,
                Duration.ofHours(49),
                new StatusReport.Loaded("/etc/p.conf", SampleBans.START, SampleBans.START.plusMillis(1500), true),
                PATH,
                new StatusReport.Policy(
                        "enforce",
                        6,
                        7,
                        8,
                        List.of("bans end with the process: the disk is full"),
                        List.of(new StatusReport.RuleReport("scanner", "more than ...: ban", 9, 10, 0))),
                0);

        assertThat(StatusText.of(status)).isEqualTo("""
                        version        1.2.3
                        running for    2 days 1 hour
                        configuration  /etc/p.conf, in force since START
                        mode           enforce
                        serves         0.0.0.0:80, [::]:80 (epoll)
                        clients        12 connections, 3 requests under way
                        to the origin  4 connections in use, 5 kept
                        bans           7 in force, 8 only watched
                                       WARNING: bans end with the process: the disk is full
                        tracked        6 clients

                        SITE  SERVER                 IS    SERVING  HOSTS
                        shop  http://127.0.0.1:8081  up    2        shop.example, *.shop.example
                              unix:/run/shop.sock    DOWN  0
                        -     http://127.0.0.1:8080  up    1        every other

                        ADMISSION  LIMIT  IN FLIGHT  WAITING  FILES IN FLIGHT  FILES WAITING  SHED
                        shop       4      3          21       2                1              17
                        -          off    9          0        0                0              0

                        RULE     REFUSED  WATCHED  SPARED  WHAT IT DOES
                        scanner  9        10       0       more than ...: ban
                        """.replace("START", SampleBans.START.toString()));
    }

    @Test
    void linesThatTheAccessLogLostAreShown() {
        assertThat(StatusText.of(refused()))
                .contains("access log     17 lines lost\n")
                .endsWith("There are no rules.\n");
    }

    @Test
    void aReloadThatWasRefusedIsShown() {
        assertThat(StatusText.of(refused()))
                .contains("configuration  /etc/p.conf, in force since " + SampleBans.START + "\n"
                        + "               WARNING: the reload at " + SampleBans.START.plusSeconds(9)
                        + " was refused; the log says why\n");
    }

    private static StatusReport refused() {
        return new StatusReport(
                "1",
                SampleBans.START,
                Duration.ZERO,
                new StatusReport.Loaded("/etc/p.conf", SampleBans.START, SampleBans.START.plusSeconds(9), false),
                PATH,
                new StatusReport.Policy("observe", 0, 0, 0, List.of(), List.of()),
                17);
    }
}
