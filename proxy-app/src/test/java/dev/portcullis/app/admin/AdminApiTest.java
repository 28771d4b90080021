package dev.portcullis.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.notify.TestJson;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminApiTest {

    private final FakeOperator operator = new FakeOperator();
    private final AdminApi api = new AdminApi(operator);

    @Test
    void prometheusGetsItsPage() {
        Answer answer = api.answer("GET", "/metrics", "");

        assertThat(answer.status().code()).isEqualTo(200);
        assertThat(answer.type()).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).isEqualTo("portcullis_build_info 1\n");
    }

    @Test
    void aProgramThatStopsIsHealthyButNotReady() {
        operator.ready = false;

        assertThat(api.answer("GET", "/healthz", "").status().code()).isEqualTo(200);
        assertThat(api.answer("GET", "/readyz", "").status().code()).isEqualTo(503);
    }

    @Test
    void aTestOfNotificationsTellsWhatCameBackOfEachTarget() {
        for (String body : new String[] {"", "{}", "{\"target\":\"chat\"}"}) {
            Answer answer = api.ask("POST", "/api/v1/notify/test", body).join();

            assertThat(answer.status().code()).isEqualTo(200);
            assertThat(TestJson.read(answer.body()))
                    .containsExactly(new TestResult("chat", "slack", true, "HTTP 200: ok"));
        }
    }

    @Test
    void aTestOfATargetThatThereIsNotIsRefusedInWords() {
        assertThat(api.ask("POST", "/api/v1/notify/test", "{\"target\":\"phone\"}")
                        .join()
                        .status()
                        .code())
                .isEqualTo(404);
        assertThat(api.ask("POST", "/api/v1/notify/test", "nonsense")
                        .join()
                        .status()
                        .code())
                .isEqualTo(400);
        assertThat(api.ask("POST", "/api/v1/notify/test", "{\"target\":7}")
                        .join()
                        .status()
                        .code())
                .isEqualTo(400);
        assertThat(api.ask("GET", "/api/v1/notify/test", "").join().status().code())
                .isEqualTo(405);
    }

    @Test
    void aProgramThatServesIsReady() {
        assertThat(api.answer("HEAD", "/readyz", "").status().code()).isEqualTo(200);
    }

    @Test
    void aBanIsMadeAsTold() {
        Answer answer = api.answer(
                "POST", "/api/v1/bans", "{\"address\":\"192.0.2.0/24\",\"for\":\"2h\",\"reason\":\"scrapes\"}");

        assertThat(answer.status().code()).isEqualTo(201);
        assertThat(operator.bans).singleElement().satisfies(ban -> {
            assertThat(ban.subject()).hasToString("192.0.2.0/24");
            assertThat(ban.reason()).isEqualTo("scrapes");
            assertThat(Duration.between(ban.start(), ban.end())).isEqualTo(Duration.ofHours(2));
        });
        assertThat(ReportJson.readBans(answer.body())).isEqualTo(operator.bans);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{\"for\":\"2h\",\"reason\":\"x\"}",
                "{\"address\":\"localhost\",\"for\":\"2h\",\"reason\":\"x\"}",
                "{\"address\":\"192.0.2.7\",\"for\":\"for ever\",\"reason\":\"x\"}",
                "{\"address\":\"192.0.2.7\",\"for\":2,\"reason\":\"x\"}",
                "{\"address\":\"192.0.2.7\",\"for\":\"2h\",\"reason\":\" \"}"
            })
    void aBanThatCantBeUnderstoodIsRefusedInWords(String body) {
        Answer answer = api.answer("POST", "/api/v1/bans", body);

        assertThat(answer.status().code()).isEqualTo(400);
        assertThat(JsonObject.parse(answer.body()).text("error")).isNotBlank();
        assertThat(operator.bans).isEmpty();
    }

    @Test
    void whoCantBeBannedIsAConflictWithItsReason() {
        Answer answer =
                api.answer("POST", "/api/v1/bans", "{\"address\":\"127.0.0.1\",\"for\":\"2h\",\"reason\":\"scrapes\"}");

        assertThat(answer.status().code()).isEqualTo(409);
        assertThat(JsonObject.parse(answer.body()).text("error"))
                .isEqualTo("127.0.0.1 can't be banned: it is this machine itself");
    }

    @Test
    void bansAreListed() {
        operator.bans.add(SampleBans.scanner());

        assertThat(ReportJson.readBans(api.answer("GET", "/api/v1/bans", "").body()))
                .containsExactly(SampleBans.scanner());
    }

    @Test
    void bansAreListedPageByPage() {
        for (int i = 0; i < 250; i++) {
            operator.bans.add(SampleBans.scanner());
        }

        BanPage first =
                ReportJson.readBanPage(api.answer("GET", "/api/v1/bans", "").body());
        assertThat(first.bans()).hasSize(100);
        assertThat(first.total()).isEqualTo(250);
        BanPage last = ReportJson.readBanPage(api.answer("GET", "/api/v1/bans?limit=1000&after=" + first.next(), "")
                .body());
        assertThat(last.bans()).hasSize(150);
        assertThat(last.next()).isNull();
    }

    @Test
    void whatMayTakeLongIsNotDoneOnTheThreadThatAsks() throws Exception {
        operator.bans.add(SampleBans.scanner());
        Thread asking = Thread.currentThread();
        operator.whenLifting(() -> assertThat(Thread.currentThread()).isNotSameAs(asking));

        Answer answer = api.ask("DELETE", "/api/v1/bans?rule=scanner", "").get(30, TimeUnit.SECONDS);
        assertThat(ReportJson.readBans(answer.body())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7", "::ffff:192.0.2.7"})
    void aBanIsLiftedByItsAddress(String address) {
        operator.bans.add(SampleBans.scanner());

        Answer answer = api.answer("DELETE", "/api/v1/bans/" + address, "");

        assertThat(answer.status().code()).isEqualTo(200);
        assertThat(ReportJson.readBans(answer.body())).containsExactly(SampleBans.scanner());
        assertThat(operator.bans).isEmpty();
    }

    @Test
    void allBansOfARuleAreLifted() {
        operator.bans.add(SampleBans.scanner());
        operator.bans.add(SampleBans.manual());

        Answer answer = api.answer("DELETE", "/api/v1/bans?rule=scanner", "");

        assertThat(ReportJson.readBans(answer.body())).containsExactly(SampleBans.scanner());
        assertThat(operator.bans).containsExactly(SampleBans.manual());
    }

    @Test
    void bansThatTheProcessBeforeMakesAreTakenIn() {
        String body = ReportJson.bans(java.util.List.of(SampleBans.scanner()));

        assertThat(api.answer("POST", "/api/v1/hand-over/bans", body).status().code())
                .isEqualTo(200);
        assertThat(operator.bans).containsExactly(SampleBans.scanner());
    }

    @Test
    void aBanOfANetworkIsLiftedByItsPrefix() {
        operator.bans.add(SampleBans.manual());

        assertThat(api.answer("DELETE", "/api/v1/bans/2001:db8::/48", "")
                        .status()
                        .code())
                .isEqualTo(200);
        assertThat(operator.bans).isEmpty();
    }

    @Test
    void whoIsNotBannedCantBeLifted() {
        Answer answer = api.answer("DELETE", "/api/v1/bans/192.0.2.7", "");

        assertThat(answer.status().code()).isEqualTo(404);
        assertThat(JsonObject.parse(answer.body()).text("error")).isEqualTo("192.0.2.7 is not banned");
    }

    @Test
    void whoIsInABannedNetworkIsToldOfTheNetwork() {
        operator.bans.add(SampleBans.manual());

        Answer answer = api.answer("DELETE", "/api/v1/bans/2001:db8::7", "");

        assertThat(answer.status().code()).isEqualTo(404);
        assertThat(JsonObject.parse(answer.body()).text("error"))
                .isEqualTo("2001:db8::7 has no ban of its own, but is in 2001:db8::/48, which is banned");
    }

    @Test
    void anAddressIsExplained() {
        Ban ban = SampleBans.scanner();
        operator.bans.add(ban);

        Answer answer = api.answer("GET", "/api/v1/bans/why/192.0.2.7", "");

        assertThat(ReportJson.readWhy(answer.body()).bans()).containsExactly(ban);
    }

    @Test
    void theCostliestClientsAreListedByOrigin() {
        Answer answer = api.answer("GET", "/api/v1/spenders", "");

        assertThat(answer.body().replaceAll("\\s+", ""))
                .isEqualTo(
                        "{\"origins\":[{\"site\":\"shop\",\"spenders\":[{\"client\":\"192.0.2.7\",\"originSeconds\":1.5,"
                                + "\"share\":0.7500,\"inFlight\":2,\"waiting\":3}]}]}");
    }

    @Test
    void theSlowestRequestsAreToldWithTheirTimesInSeconds() {
        Answer answer = api.answer("GET", "/api/v1/slow", "");

        assertThat(answer.body().replaceAll("\\s+", ""))
                .isEqualTo(
                        "{\"requests\":[{\"start\":\"2026-11-23T00:00:00Z\",\"client\":\"192.0.2.7\",\"site\":\"shop\","
                                + "\"method\":\"GET\",\"target\":\"/search?q=<b>\",\"status\":200,\"ending\":\"served\","
                                + "\"responseBytes\":1234,\"totalSeconds\":3,\"waitSeconds\":0.5,\"originSeconds\":2.4,"
                                + "\"ownSeconds\":0.001}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/spenders, 405",
        "POST, /api/v1/slow, 405",
        "POST, /, 405",
        "GET, /page, 404",
        "GET, /../page.js, 404",
        "GET, /api/v1, 404",
        "GET, /metrics/, 404",
        "POST, /metrics, 405",
        "GET, /api/v1/bans/192.0.2.7, 405",
        "GET, /api/v1/bans?limit=0, 400",
        "GET, /api/v1/bans?limit=5001, 400",
        "GET, /api/v1/bans?limit=99999999999, 400",
        "GET, /api/v1/bans?limit=1&limit=2, 400",
        "DELETE, /api/v1/bans, 400",
        "DELETE, /api/v1/bans?rule=, 400",
        "DELETE, /api/v1/bans?rule=nothing, 404",
        "OPTIONS, /api/v1/bans, 405",
        "DELETE, /api/v1/bans/why/192.0.2.7, 405",
        "GET, /api/v1/bans/why/, 400",
        "GET, /api/v1/bans/why/example.org, 400",
        "DELETE, /api/v1/bans/192.0.2.7/24, 400"
    })
    void allElseIsAnErrorInJson(String method, String path, int status) {
        Answer answer = api.answer(method, path, "");

        assertThat(answer.status().code()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/json");
        assertThat(JsonObject.parse(answer.body()).text("error")).isNotBlank();
    }
}
