package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.live.ClientFigures;
import dev.portcullis.app.live.Second;
import dev.portcullis.app.slow.SlowRequest;
import dev.portcullis.rules.api.Admission.Spender;
import dev.portcullis.rules.ban.Ban;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What is happening just now, as JSON in one line. Times are seconds. */
public final class LiveJson {

    private LiveJson() {}

    /** The report, without an end of line. */
    public static String of(LiveReport live) {
        return ReportJson.line(json -> {
            json.writeStringField("at", live.at().toString());
            json.writeObjectFieldStart("status");
            StatusJson.write(json, live.status());
            json.writeEndObject();
            seconds(json, live.seconds());
            clients(json, live);
            bans(json, live.bans());
            rules(json, live.rules());
            slow(json, live.slow());
        });
    }

    private static void seconds(JsonGenerator json, List<Second> seconds) throws IOException {
        json.writeObjectFieldStart("seconds");
        column(json, "requests", seconds, Second::requests);
        column(json, "refused", seconds, Second::refused);
        column(json, "shed", seconds, Second::shed);
        column(json, "failed", seconds, Second::failed);
        column(json, "p50", seconds, Second::p50);
        column(json, "p95", seconds, Second::p95);
        json.writeEndObject();
    }

    private static void column(JsonGenerator json, String name, List<Second> seconds, ToDoubleFunction<Second> of)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Second second : seconds) {
            json.writeNumber(BigDecimal.valueOf(Math.round(of.applyAsDouble(second) * 1e4), 4)
                    .stripTrailingZeros());
        }
        json.writeEndArray();
    }

    private static void clients(JsonGenerator json, LiveReport live) throws IOException {
        Map<Object, ClientFigures> known =
                live.clients().others().stream().collect(Collectors.toMap(ClientFigures::client, Function.identity()));
        json.writeArrayFieldStart("costliest");
        for (OriginSpenders origin : live.spenders()) {
            for (Spender spender : origin.clients()) {
                json.writeStartObject();
                json.writeStringField("site", origin.site());
                json.writeStringField("client", spender.client().toString());
                json.writeNumberField("originSeconds", seconds(spender.originNanos()));
                json.writeNumberField("share", BigDecimal.valueOf(Math.round(spender.share() * 1e4), 4));
                json.writeNumberField("inFlight", spender.inFlight());
                json.writeNumberField("waiting", spender.waiting());
                ClientFigures figures = known.get(spender.client());
                if (figures != null) {
                    json.writeNumberField("requests", figures.requests());
                    sample(json, figures.sample());
                }
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("busiest");
        for (ClientFigures figures : live.clients().busiest()) {
            json.writeStartObject();
            json.writeStringField("client", figures.client().toString());
            json.writeNumberField("requests", figures.requests());
            json.writeNumberField("refused", figures.refused());
            json.writeNumberField("errors", figures.errors());
            json.writeNumberField("originSeconds", seconds(figures.originNanos()));
            sample(json, figures.sample());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void sample(JsonGenerator json, ClientFigures.Sample sample) throws IOException {
        json.writeObjectFieldStart("sample");
        json.writeStringField("method", sample.method());
        json.writeStringField("host", sample.host());
        json.writeStringField("path", sample.path());
        json.writeNumberField("status", sample.status());
        json.writeStringField("agent", sample.agent());
        json.writeStringField("tlsFingerprint", sample.fingerprint());
        json.writeEndObject();
    }

    private static void bans(JsonGenerator json, List<Ban> bans) throws IOException {
        json.writeArrayFieldStart("bans");
        for (Ban ban : bans) {
            json.writeStartObject();
            BanJson.writeTerms(json, ban);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void rules(JsonGenerator json, List<LiveReport.RuleLine> rules) throws IOException {
        json.writeArrayFieldStart("rules");
        for (LiveReport.RuleLine rule : rules) {
            json.writeStartObject();
            json.writeStringField("name", rule.report().name());
            json.writeStringField("state", RuleText.word(rule.state()));
            json.writeStringField("sentence", rule.report().sentence());
            json.writeNumberField("acted", rule.report().acted());
            json.writeNumberField("observed", rule.report().observed());
            json.writeNumberField("spared", rule.report().spared());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void slow(JsonGenerator json, List<SlowRequest> requests) throws IOException {
        json.writeArrayFieldStart("slow");
        for (SlowRequest request : requests) {
            SlowJson.write(json, request);
        }
        json.writeEndArray();
    }

    private static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos / 1000, 6).stripTrailingZeros();
    }
}
