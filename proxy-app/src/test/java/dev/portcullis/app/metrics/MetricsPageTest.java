package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.app.notify.Notifier;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

    private final ExchangeMetrics exchanges = named(new ExchangeMetrics(new RouteMetrics()));
    private final MetricsPage page = new MetricsPage("1.2.3");
    private final DurationHistogram lag = DurationHistogram.ofOwnTime();

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void durationsAreHistogramsInSecondsWithTheirBuckets() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange());

        assertThat(lines("portcullis_http_request_duration_seconds").stream()
                        .filter(line -> line.contains("site=\"-\"")))
                .startsWith(
                        "portcullis_http_request_duration_seconds_bucket{site=\"-\",le=\"0.005\",} 0.0",
                        "portcullis_http_request_duration_seconds_bucket{site=\"-\",le=\"0.01\",} 0.0")
                .contains(
                        "portcullis_http_request_duration_seconds_bucket{site=\"-\",le=\"0.1\",} 0.0",
                        "portcullis_http_request_duration_seconds_bucket{site=\"-\",le=\"0.25\",} 1.0",
                        "portcullis_http_request_duration_seconds_bucket{site=\"-\",le=\"+Inf\",} 1.0",
                        "portcullis_http_request_duration_seconds_count{site=\"-\",} 1.0",
                        "portcullis_http_request_duration_seconds_sum{site=\"-\",} 0.154")
                .hasSize(16);
        assertThat(lines("portcullis_origin_duration_seconds_sum"))
                .contains("portcullis_origin_duration_seconds_sum{site=\"-\",} 0.153");
        assertThat(lines("portcullis_own_duration_seconds_sum"))
                .contains("portcullis_own_duration_seconds_sum{site=\"-\",} 7.0E-4");
    }

    @Test
    void aRequestThatTheOriginNeverSawIsNotAmongTheOriginsTimes() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange().outcome(new Outcome(Ending.REFUSED, 403, 0, 0, 0)));

        assertThat(lines("portcullis_origin_duration_seconds_count"))
                .contains("portcullis_origin_duration_seconds_count{site=\"-\",} 0.0");
        assertThat(lines("portcullis_http_request_duration_seconds_count"))
                .contains("portcullis_http_request_duration_seconds_count{site=\"-\",} 1.0");
    }

    @Test
    void requestsAreCountedByMethodAndCode() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange());
        exchanges.ended(new FakeExchange());
        exchanges.ended(new FakeExchange()
                .requestLine("POST", "/", "HTTP/1.1")
                .outcome(new Outcome(Ending.CLIENT_GONE, 0, 0, 0, 0)));

        assertThat(lines("portcullis_http_requests_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_http_requests_total{site=\"-\",method=\"GET\",code=\"200\",} 2.0",
                        "portcullis_http_requests_total{site=\"-\",method=\"POST\",code=\"none\",} 1.0");
        assertThat(lines("portcullis_endings_total"))
                .hasSize(Ending.values().length)
                .contains(
                        "portcullis_endings_total{ending=\"served\",} 2.0",
                        "portcullis_endings_total{ending=\"client-gone\",} 1.0",
                        "portcullis_endings_total{ending=\"origin-failed\",} 0.0");
    }

    @Test
    void requestsAreCountedBySite() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange());
        exchanges.ended(new FakeExchange().site("shop"));
        exchanges.ended(new FakeExchange().site("invented.example"));

        assertThat(lines("portcullis_http_requests_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_http_requests_total{site=\"-\",method=\"GET\",code=\"200\",} 1.0",
                        "portcullis_http_requests_total{site=\"shop\",method=\"GET\",code=\"200\",} 1.0",
                        "portcullis_http_requests_total{site=\"_other\",method=\"GET\",code=\"200\",} 1.0");
    }

    @Test
    void namesThatStayKeepTheirCountsWhenOthersComeAndGo() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange().site("shop").verdict(new Verdict.Banned("scanner")));
        exchanges.ended(new FakeExchange().verdict(new Verdict.Banned("manual")));

        exchanges.name(List.of("scanner", "flood"), List.of("shop", "blog"));
        exchanges.ended(new FakeExchange().site("shop").verdict(new Verdict.Banned("scanner")));
        exchanges.ended(new FakeExchange().site("blog").verdict(new Verdict.Banned("flood")));
        exchanges.ended(new FakeExchange().verdict(new Verdict.Banned("manual")));

        assertThat(lines("portcullis_http_requests_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_http_requests_total{site=\"shop\",method=\"GET\",code=\"200\",} 2.0",
                        "portcullis_http_requests_total{site=\"blog\",method=\"GET\",code=\"200\",} 1.0",
                        "portcullis_http_requests_total{site=\"_other\",method=\"GET\",code=\"200\",} 1.0");
        assertThat(lines("portcullis_decisions_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_decisions_total{rule=\"-\",action=\"ban\",} 1.0",
                        "portcullis_decisions_total{rule=\"scanner\",action=\"ban\",} 2.0",
                        "portcullis_decisions_total{rule=\"flood\",action=\"ban\",} 1.0");
    }

    @Test
    void aClientThatInventsMethodsMakesOneSeriesNotMany() {
        ExchangeFamilies.add(page, exchanges);
        for (int i = 0; i < 100; i++) {
            exchanges.ended(new FakeExchange().requestLine("X" + i, "/", "HTTP/1.1"));
        }

        assertThat(lines("portcullis_http_requests_total"))
                .containsExactly("portcullis_http_requests_total{site=\"-\",method=\"_other\",code=\"200\",} 100.0");
    }

    @Test
    void verdictsAreCountedByRuleAndAction() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange());
        exchanges.ended(new FakeExchange().verdict(new Verdict.Banned("scanner")));
        exchanges.ended(new FakeExchange().verdict(new Verdict.Observe("scanner", "ban")));
        exchanges.ended(new FakeExchange().verdict(new Verdict.Banned("manual")));

        assertThat(lines("portcullis_decisions_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_decisions_total{rule=\"-\",action=\"pass\",} 1.0",
                        "portcullis_decisions_total{rule=\"scanner\",action=\"ban\",} 1.0",
                        "portcullis_decisions_total{rule=\"scanner\",action=\"observe\",} 1.0",
                        "portcullis_decisions_total{rule=\"manual\",action=\"ban\",} 1.0");
    }

    @Test
    void noLabelHoldsAnAddressNotEvenOfTheAllowList() {
        ExchangeFamilies.add(page, exchanges);
        exchanges.ended(new FakeExchange().verdict(new Verdict.Allow("192.0.2.7")));

        assertThat(page.text())
                .contains("portcullis_decisions_total{rule=\"-\",action=\"allow\",} 1.0")
                .doesNotContain("192.0.2");
    }

    @Test
    void whatTheDataPathHoldsIsReadWhenThePageIsAskedFor() {
        ProxyFamilies.add(page, new Gauges(), lag);
        new PolicyFamilies(page).addTrackedClients(() -> 10);
        new ProgramFamilies(page).addAccessLogDropped(() -> 11);
        new ProgramFamilies(page).addReloads(() -> true, () -> 12_500);
        lag.record(300_000);

        assertThat(page.text().lines().filter(line -> line.startsWith("portcullis_")))
                .contains(
                        "portcullis_client_connections 1.0",
                        "portcullis_client_connections_accepted_total 2.0",
                        "portcullis_requests_active 3.0",
                        "portcullis_origin_up{site=\"-\",server=\"127.0.0.1:8080\",} 1.0",
                        "portcullis_origin_up{site=\"shop\",server=\"unix:/run/shop.sock\",} 0.0",
                        "portcullis_origin_active{site=\"-\",server=\"127.0.0.1:8080\",} 4.0",
                        "portcullis_origin_active{site=\"shop\",server=\"unix:/run/shop.sock\",} 0.0",
                        "portcullis_origin_connections{state=\"active\",} 4.0",
                        "portcullis_origin_connections{state=\"idle\",} 5.0",
                        "portcullis_origin_connections_opened_total 6.0",
                        "portcullis_retried_requests_total 7.0",
                        "portcullis_event_loop_lag_seconds_bucket{le=\"0.00025\",} 0.0",
                        "portcullis_event_loop_lag_seconds_bucket{le=\"0.0005\",} 1.0",
                        "portcullis_event_loop_lag_seconds_count 1.0",
                        "portcullis_event_loop_lag_seconds_sum 3.0E-4",
                        "portcullis_tracked_clients 10.0",
                        "portcullis_access_log_dropped_total 11.0",
                        "portcullis_config_last_reload_successful 1.0",
                        "portcullis_config_last_reload_timestamp_seconds 12.5");
    }

    @Test
    void lostLinesOfTheBanLogAndNotificationsOfEachTargetAreOnIt() {
        ProgramFamilies families = new ProgramFamilies(page);
        families.addBanLogDropped(() -> 3);
        families.addNotifications(() -> List.of(new Notifier.TargetCounts("chat", 4, 5, 6)));

        assertThat(lines("portcullis_ban_log_dropped_total")).containsExactly("portcullis_ban_log_dropped_total 3.0");
        assertThat(lines("portcullis_notifications_total"))
                .containsExactly(
                        "portcullis_notifications_total{target=\"chat\",result=\"sent\",} 4.0",
                        "portcullis_notifications_total{target=\"chat\",result=\"failed\",} 5.0",
                        "portcullis_notifications_total{target=\"chat\",result=\"dropped\",} 6.0");
    }

    @Test
    void theProcessIsOnThePageToo() {
        String text = page.text();

        assertThat(text)
                .contains("portcullis_build_info{version=\"1.2.3\",java=\"")
                .contains("jvm_memory_used_bytes", "jvm_gc_", "jvm_threads_live_threads")
                .contains("process_cpu_usage", "process_uptime_seconds", "process_files_open_files")
                .contains("process_cpu_seconds_total ", "process_resident_memory_bytes ")
                .contains("portcullis_netty_direct_memory_bytes ", "portcullis_netty_direct_memory_limit_bytes ")
                .doesNotContain("system_cpu_count", "process_cpu_time_ns");
    }

    @Test
    void everyFamilyHasAHelpTextAndStandsOnThePageOnce() {
        ExchangeFamilies.add(page, exchanges);
        ProxyFamilies.add(page, new Gauges(), lag);
        List<String> helps =
                page.text().lines().filter(line -> line.startsWith("# HELP ")).toList();

        assertThat(helps).allMatch(help -> help.split(" ", 4).length == 4 && !help.endsWith(" "));
        assertThat(helps.stream().map(help -> help.split(" ", 4)[2])).doesNotHaveDuplicates();
        assertThat(page.text().lines().filter(line -> line.startsWith("# TYPE portcullis")))
                .contains(
                        "# TYPE portcullis_http_requests_total counter",
                        "# TYPE portcullis_http_request_duration_seconds histogram",
                        "# TYPE portcullis_origin_connections gauge");
    }

    @Test
    void showsHowManyConnectionsWereRefusedAndWhy() {
        ProxyFamilies.add(page, new Gauges(), lag);
        assertThat(lines("portcullis_refused_connections_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_refused_connections_total{reason=\"too-many\",} 20.0",
                        "portcullis_refused_connections_total{reason=\"too-slow\",} 21.0",
                        "portcullis_refused_connections_total{reason=\"no-proxy-header\",} 22.0",
                        "portcullis_refused_connections_total{reason=\"too-many-handshakes\",} 23.0",
                        "portcullis_refused_connections_total{reason=\"slow-handshake\",} 24.0");
        assertThat(lines("portcullis_accept_pauses_total")).containsExactly("portcullis_accept_pauses_total 8.0");
    }

    @Test
    void labelNamesAreKnown() {
        ExchangeFamilies.add(page, exchanges);
        ProxyFamilies.add(page, new Gauges(), lag);
        exchanges.ended(new FakeExchange());
        Set<String> labels = Pattern.compile("([a-z_]+)=\"")
                .matcher(page.text()
                        .lines()
                        .filter(l -> l.startsWith("portcullis"))
                        .collect(Collectors.joining("\n")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(labels)
                .containsExactlyInAnyOrder(
                        "le", "site", "server", "method", "code", "rule", "action", "ending", "state", "version",
                        "java", "reason");
    }

    private static ExchangeMetrics named(ExchangeMetrics metrics) {
        metrics.name(List.of("scanner", "manual"), List.of("shop", ""));
        return metrics;
    }

    private List<String> lines(String prefix) {
        return page.text().lines().filter(line -> line.startsWith(prefix)).toList();
    }

    private static final class Gauges implements ProxyGauges {
        @Override
        public long clientConnections() {
            return 1;
        }

        @Override
        public long acceptedConnections() {
            return 2;
        }

        @Override
        public long refusedConnections(ConnectionRefusal reason) {
            return 20L + reason.ordinal();
        }

        @Override
        public long acceptPauses() {
            return 8;
        }

        @Override
        public long activeExchanges() {
            return 3;
        }

        @Override
        public long activeOriginConnections() {
            return 4;
        }

        @Override
        public long idleOriginConnections() {
            return 5;
        }

        @Override
        public long openedOriginConnections() {
            return 6;
        }

        @Override
        public long retriedRequests() {
            return 7;
        }

        @Override
        public List<OriginState> origins() {
            return List.of(
                    new OriginState("shop", "unix:/run/shop.sock", false, 0),
                    new OriginState("", "127.0.0.1:8080", true, 4));
        }
    }
}
