package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * The reports as the JSON of the admin listener, both ways. Only ASCII is written: a terminal that shows it can't be
 * commanded by what a stranger sent.
 */
public final class ReportJson {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private ReportJson() {}

    /** What the members of an object are. */
    @FunctionalInterface
    public interface Members {
        /** Writes them. */
        void write(JsonGenerator json) throws IOException;
    }

    /** An object with these members, indented, with an end of line. */
    public static String object(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(PRETTY.createInstance());
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    /** An object with these members, in one line without an end. */
    static String line(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** {@code {"bans": [...]}}. */
    public static String bans(List<Ban> bans) {
        return object(json -> writeBans(json, bans));
    }

    /** {@code {"bans": [...], "total": 1234, "next": "..."}}; without {@code next} no bans follow. */
    public static String bans(BanPage page) {
        return object(json -> {
            writeBans(json, page.bans());
            json.writeNumberField("total", page.total());
            if (page.next() != null) {
                json.writeStringField("next", page.next());
            }
        });
    }

    /** Reads {@link #bans(BanPage)}. Throws IllegalArgumentException when the text is something else. */
    public static BanPage readBanPage(String text) {
        JsonObject page = JsonObject.parse(text);
        return new BanPage(readBans(page), page.number("total"), page.textOrNull("next"));
    }

    /** Reads {@link #bans}. Throws IllegalArgumentException when the text is something else. */
    public static List<Ban> readBans(String text) {
        return readBans(JsonObject.parse(text));
    }

    /** How an address stands. */
    public static String why(WhyReport why) {
        return object(json -> {
            json.writeStringField("address", why.address().toString());
            json.writeStringField("client", why.client().toString());
            json.writeBooleanField("refused", why.refused());
            if (why.allowedBy() != null) {
                json.writeStringField("allowedBy", why.allowedBy());
            }
            if (why.unbannable() != null) {
                json.writeStringField("unbannable", why.unbannable());
            }
            json.writeBooleanField("observing", why.observing());
            json.writeArrayFieldStart("bans");
            for (WhyReport.Account account : why.accounts()) {
                BanJson.write(json, account);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rules");
            for (WhyReport.Standing standing : why.rules()) {
                write(json, standing);
            }
            json.writeEndArray();
        });
    }

    /** Reads {@link #why}. Throws IllegalArgumentException when the text is something else. */
    public static WhyReport readWhy(String text) {
        JsonObject why = JsonObject.parse(text);
        return new WhyReport(
                why.prefix("address"),
                why.prefix("client"),
                why.flag("refused"),
                why.textOrNull("allowedBy"),
                why.textOrNull("unbannable"),
                why.flag("observing"),
                why.objects("bans").stream().map(BanJson::readAccount).toList(),
                why.objects("rules").stream().map(ReportJson::standing).toList());
    }

    /** How the program stands. */
    public static String status(StatusReport status) {
        return object(json -> StatusJson.write(json, status));
    }

    /** Reads {@link #status}. Throws IllegalArgumentException when the text is something else. */
    public static StatusReport readStatus(String text) {
        return StatusJson.read(JsonObject.parse(text));
    }

    /** {@code {"origins": [{"site": "", "spenders": [...]}]}}: who used the most of each origin's time lately. */
    public static String spenders(List<OriginSpenders> origins) {
        return object(json -> {
            json.writeArrayFieldStart("origins");
            for (OriginSpenders origin : origins) {
                json.writeStartObject();
                json.writeStringField("site", origin.site());
                json.writeArrayFieldStart("spenders");
                for (Admission.Spender spender : origin.clients()) {
                    write(json, spender);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Admission.Spender spender) throws IOException {
        json.writeStartObject();
        json.writeStringField("client", spender.client().toString());
        json.writeNumberField(
                "originSeconds", BigDecimal.valueOf(spender.originNanos(), 9).stripTrailingZeros());
        json.writeNumberField("share", BigDecimal.valueOf(Math.round(spender.share() * 1e4), 4));
        json.writeNumberField("inFlight", spender.inFlight());
        json.writeNumberField("waiting", spender.waiting());
        json.writeEndObject();
    }

    /** {@code {"made": 1, "refused": ["..."]}}. */
    public static String imported(ImportReport report) {
        return object(json -> {
            json.writeNumberField("made", report.made());
            json.writeArrayFieldStart("refused");
            for (String each : report.refused()) {
                json.writeString(each);
            }
            json.writeEndArray();
        });
    }

    /** Reads {@link #imported}. Throws IllegalArgumentException when the text is something else. */
    public static ImportReport readImported(String text) {
        JsonObject report = JsonObject.parse(text);
        return new ImportReport(Math.toIntExact(report.number("made")), report.texts("refused"));
    }

    /** {@code {"error": "..."}}. */
    public static String error(String message) {
        return object(json -> json.writeStringField("error", message));
    }

    private static void writeBans(JsonGenerator json, List<Ban> bans) throws IOException {
        json.writeArrayFieldStart("bans");
        for (Ban ban : bans) {
            BanJson.write(json, ban);
        }
        json.writeEndArray();
    }

    private static List<Ban> readBans(JsonObject from) {
        return from.objects("bans").stream().map(BanJson::read).toList();
    }

    private static void write(JsonGenerator json, WhyReport.Standing standing) throws IOException {
        json.writeStartObject();
        json.writeStringField("rule", standing.rule());
        json.writeStringField("sentence", standing.sentence());
        WhyReport.Progress progress = standing.progress();
        if (progress != null) {
            json.writeStringField("count", RuleText.word(progress.count()));
            BanJson.writeAmount(json, "counted", progress.count(), progress.counted());
            BanJson.writeAmount(json, "limit", progress.count(), progress.limit());
            if (!standing.by().isEmpty()) {
                json.writeStringField("by", standing.by());
                json.writeArrayFieldStart("groups");
                for (WhyReport.Group group : standing.groups()) {
                    json.writeStartObject();
                    json.writeStringField("name", group.name());
                    BanJson.writeAmount(json, "counted", progress.count(), group.counted());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    private static WhyReport.Standing standing(JsonObject standing) {
        WhyReport.Progress progress = standing.has("count") ? progress(standing) : null;
        if (progress == null || !standing.has("by")) {
            return new WhyReport.Standing(standing.text("rule"), standing.text("sentence"), progress);
        }
        List<WhyReport.Group> groups = standing.objects("groups").stream()
                .map(group ->
                        new WhyReport.Group(group.text("name"), BanJson.readAmount(group, "counted", progress.count())))
                .toList();
        return new WhyReport.Standing(
                standing.text("rule"), standing.text("sentence"), progress, standing.text("by"), groups);
    }

    private static WhyReport.Progress progress(JsonObject standing) {
        Rule.Count count = standing.word("count", Rule.Count.values());
        return new WhyReport.Progress(
                count, BanJson.readAmount(standing, "counted", count), BanJson.readAmount(standing, "limit", count));
    }
}
