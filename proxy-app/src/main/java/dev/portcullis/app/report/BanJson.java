package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bans as JSON. Times of day are RFC 3339, durations and the origin's time are seconds. */
final class BanJson {

    private BanJson() {}

    static void write(JsonGenerator json, Ban ban) throws IOException {
        json.writeStartObject();
        writeMembers(json, ban);
        json.writeEndObject();
    }

    static void write(JsonGenerator json, WhyReport.Account account) throws IOException {
        json.writeStartObject();
        writeMembers(json, account.ban());
        json.writeStringField("code", account.code());
        json.writeNumberField("refused", account.refused());
        if (account.sentence() != null) {
            json.writeStringField("sentence", account.sentence());
        }
        json.writeEndObject();
    }

    static WhyReport.Account readAccount(JsonObject account) {
        return new WhyReport.Account(
                read(account), account.text("code"), account.number("refused"), account.textOrNull("sentence"));
    }

    static void writeMembers(JsonGenerator json, Ban ban) throws IOException {
        writeTerms(json, ban);
        Ban.Evidence evidence = ban.evidence();
        if (evidence != null) {
            json.writeFieldName("evidence");
            write(json, evidence);
        }
    }

    /** All members but the evidence. */
    static void writeTerms(JsonGenerator json, Ban ban) throws IOException {
        json.writeStringField("subject", ban.subject().toString());
        json.writeStringField("rule", ban.rule());
        json.writeStringField("reason", ban.reason());
        json.writeStringField("start", ban.start().toString());
        json.writeStringField("end", ban.end().toString());
        json.writeNumberField("times", ban.times());
        json.writeBooleanField("observed", ban.observed());
    }

    static Ban read(JsonObject ban) {
        JsonObject evidence = ban.objectOrNull("evidence");
        return new Ban(
                ban.prefix("subject"),
                ban.text("rule"),
                ban.text("reason"),
                ban.instant("start"),
                ban.instant("end"),
                Math.toIntExact(ban.number("times")),
                ban.flag("observed"),
                evidence == null ? null : evidence(evidence));
    }

    /** An amount of what a rule counts: seconds for times, else the number. */
    static void writeAmount(JsonGenerator json, String name, Rule.@Nullable Count count, long amount)
            throws IOException {
        if (count == Rule.Count.ORIGIN_TIME) {
            json.writeNumberField(name, seconds(amount));
        } else {
            json.writeNumberField(name, amount);
        }
    }

    static long readAmount(JsonObject from, String name, Rule.@Nullable Count count) {
        return count == Rule.Count.ORIGIN_TIME ? from.nanos(name) : from.number(name);
    }

    private static void write(JsonGenerator json, Ban.Evidence evidence) throws IOException {
        json.writeStartObject();
        Rule.Count count = evidence.count();
        if (count != null) {
            json.writeStringField("count", RuleText.word(count));
        }
        writeAmount(json, "counted", count, evidence.counted());
        writeAmount(json, "limit", count, evidence.limit());
        json.writeNumberField("withinSeconds", evidence.within().toSeconds());
        json.writeArrayFieldStart("requests");
        for (Ban.Request request : evidence.last()) {
            json.writeStartObject();
            json.writeStringField("at", request.at().toString());
            json.writeStringField("method", request.method());
            json.writeStringField("host", request.host());
            json.writeStringField("path", request.path());
            json.writeNumberField("status", request.status());
            json.writeNumberField("originSeconds", seconds(request.originNanos()));
            if (!request.fingerprint().isEmpty()) {
                json.writeStringField("tlsFingerprint", request.fingerprint());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    @SuppressWarnings("NullAway") // it does not see that the count of a compiled record of another module is @Nullable
    private static Ban.Evidence evidence(JsonObject evidence) {
        Rule.Count count = evidence.has("count") ? evidence.word("count", Rule.Count.values()) : null;
        List<Ban.Request> requests = evidence.objects("requests").stream()
                .map(request -> new Ban.Request(
                        request.instant("at"),
                        request.text("method"),
                        request.text("host"),
                        request.text("path"),
                        Math.toIntExact(request.number("status")),
                        request.nanos("originSeconds"),
                        Objects.requireNonNullElse(request.textOrNull("tlsFingerprint"), "")))
                .toList();
        return new Ban.Evidence(
                count,
                readAmount(evidence, "counted", count),
                readAmount(evidence, "limit", count),
                Duration.ofSeconds(evidence.number("withinSeconds")),
                requests);
    }

    private static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    }
}
