package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.UNPROCESSABLE_ENTITY;

import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.notify.TestJson;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.LiveJson;
import dev.portcullis.app.report.ReloadJson;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.app.report.SlowJson;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the administrator's listener.
 *
 * <pre>
 * GET    /metrics                    for Prometheus
 * GET    /healthz                    200 as long as the process answers
 * GET    /readyz                     200 while clients are served, else 503
 * GET    /                           the live page
 * GET    /api/v1/status
 * GET    /api/v1/live                what the live page shows
 * GET    /api/v1/live/stream         the same each second, as server-sent events ({@link LiveStreams})
 * POST   /api/v1/token               200 to who has the right token
 * POST   /api/v1/reload              200 with what has changed, 422 with why nothing has
 * GET    /api/v1/spenders            the clients that used the most of the origin's time lately
 * GET    /api/v1/slow                the slowest requests of the last ten minutes, with their times
 * POST   /api/v1/restart             200 when a new process has taken over, 422 with why none has
 * POST   /api/v1/hand-over           by that process: the bans; what listens here is closed
 * POST   /api/v1/notify/test         {"target": "chat"}, or {} for all: what came back
 * POST   /api/v1/hand-over/bans      to that process: bans made since
 * GET    /api/v1/bans                the newest; ?limit=N of them, ?after=NEXT of the page before
 * POST   /api/v1/bans                {"address": "192.0.2.7", "for": "1h", "reason": "..."}
 * DELETE /api/v1/bans/ADDRESS        an address, or a network such as 192.0.2.0/24
 * DELETE /api/v1/bans?rule=NAME      all that this rule made
 * POST   /api/v1/bans/import         {"bans": [{"address": "192.0.2.7", "for": "1h", "reason": "..."}]}
 * GET    /api/v1/bans/why/ADDRESS    or the support code of a ban
 * </pre>
 */
final class AdminApi {

    private static final String BANS = "/api/v1/bans";
    private static final String RELOAD = "/api/v1/reload";
    private static final String RESTART = "/api/v1/restart";
    private static final String HAND_OVER = "/api/v1/hand-over";
    private static final String INHERIT = HAND_OVER + "/bans";
    private static final String IMPORT = BANS + "/import";
    private static final String NOTIFY_TEST = "/api/v1/notify/test";
    private static final String WHY = BANS + "/why/";

    private static final int SPENDERS = 10;
    private static final int SLOW = 50;

    private final Operator operator;
    private final BanApi bans;

    AdminApi(Operator operator) {
        this.operator = operator;
        this.bans = new BanApi(operator);
    }

    /** As {@link #answer}, but for what takes its time. */
    CompletableFuture<Answer> ask(String method, String target, String body) {
        if (method.equals("POST") && target.equals(RELOAD)) {
            return operator.reload().thenApply(AdminApi::reloaded);
        }
        if (method.equals("POST") && target.equals(RESTART)) {
            return operator.restart().thenApply(AdminApi::reloaded);
        }
        if (method.equals("POST") && target.equals(NOTIFY_TEST)) {
            return testNotifications(body);
        }
        if (method.equals("DELETE") && target.startsWith(BANS + "?")) {
            return CompletableFuture.supplyAsync(() -> answer(method, target, body), AdminApi::aside);
        }
        return CompletableFuture.completedFuture(answer(method, target, body));
    }

    /** A rule may have banned a hundred thousand: nobody else is to wait for that. */
    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "lift-bans");
        thread.setDaemon(true);
        thread.start();
    }

    private CompletableFuture<Answer> testNotifications(String body) {
        try {
            String target = body.isBlank() ? null : JsonObject.parse(body).textOrNull("target");
            return operator.testNotifications(target).thenApply(results -> tested(target, results));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(Answer.error(BAD_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private static Answer tested(@Nullable String target, List<TestResult> results) {
        if (results.isEmpty()) {
            return Answer.error(
                    NOT_FOUND,
                    target == null
                            ? "the configuration in force has no targets under notify.targets"
                            : "the configuration in force has no such target under notify.targets");
        }
        return Answer.json(TestJson.of(results));
    }

    private static Answer reloaded(ReloadReport report) {
        if (report instanceof ReloadReport.Refused refused) {
            return Answer.json(UNPROCESSABLE_ENTITY, ReloadJson.of(refused));
        }
        return Answer.json(ReloadJson.of((ReloadReport.Done) report));
    }

    /**
     * The answer to a request that may be trusted.
     *
     * @param method the method; HEAD is asked as GET
     * @param target the target as sent: a path, percent-encoded, and perhaps a query
     * @param body the whole body; empty when there is none
     */
    Answer answer(String method, String target, String body) {
        try {
            QueryStringDecoder decoded = new QueryStringDecoder(target);
            String path = decoded.path();
            if (path.startsWith(WHY)) {
                return only("GET", method, () -> bans.why(path.substring(WHY.length())));
            }
            if (path.startsWith(BANS + "/") && !path.equals(IMPORT)) {
                return only("DELETE", method, () -> bans.lift(path.substring(BANS.length() + 1)));
            }
            Answer page = PageFiles.at(path);
            if (page != null) {
                return only("GET", method, () -> page);
            }
            if (path.equals(BANS) && method.equals("DELETE")) {
                return bans.liftAll(decoded.parameters().getOrDefault("rule", List.of()));
            }
            return switch (path) {
                case "/metrics" ->
                    only("GET", method, () -> new Answer(OK, MetricsPage.CONTENT_TYPE, operator.metrics()));
                case "/healthz" -> only("GET", method, () -> Answer.line(OK, "ok"));
                case "/readyz" -> only("GET", method, this::ready);
                case "/api/v1/status" -> only("GET", method, () -> Answer.json(ReportJson.status(operator.status())));
                case "/api/v1/live" -> only("GET", method, () -> Answer.json(LiveJson.of(operator.live()) + "\n"));
                case "/api/v1/token" -> only("POST", method, () -> Answer.json("{\"right\": true}\n"));
                case "/api/v1/spenders" ->
                    only("GET", method, () -> Answer.json(ReportJson.spenders(operator.spenders(SPENDERS))));
                case "/api/v1/slow" -> only("GET", method, () -> Answer.json(SlowJson.of(operator.slowest(SLOW))));
                case HAND_OVER -> only("POST", method, () -> Answer.json(ReportJson.bans(operator.handOver())));
                case RELOAD, RESTART, NOTIFY_TEST -> Answer.error(METHOD_NOT_ALLOWED, "only POST is of use here");
                case INHERIT -> only("POST", method, () -> bans.inherit(body));
                case IMPORT -> only("POST", method, () -> bans.addAll(body));
                case BANS ->
                    method.equals("POST") ? bans.add(body) : only("GET", method, () -> bans.list(decoded.parameters()));
                default -> Answer.error(NOT_FOUND, "there is nothing at this path");
            };
        } catch (IllegalArgumentException e) {
            return Answer.error(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private Answer ready() {
        return operator.ready() ? Answer.line(OK, "ready") : Answer.line(SERVICE_UNAVAILABLE, "stopping");
    }

    private interface Source {
        Answer get();
    }

    private static Answer only(String allowed, String method, Source source) {
        boolean matches = method.equals(allowed) || allowed.equals("GET") && method.equals("HEAD");
        return matches ? source.get() : Answer.error(METHOD_NOT_ALLOWED, "only " + allowed + " is of use here");
    }
}
