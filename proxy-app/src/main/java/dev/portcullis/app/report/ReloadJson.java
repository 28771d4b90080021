package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** What came of a reload as JSON, both ways. */
public final class ReloadJson {

    /** What is said of a reload that was refused. */
    public static final String REFUSED = "the configuration was not reloaded; everything is as it was";

    private ReloadJson() {}

    /** {@code {"changes": [...], "warnings": [...]}}. */
    public static String of(ReloadReport.Done done) {
        return ReportJson.object(json -> {
            write(json, "changes", done.changes());
            write(json, "warnings", done.warnings());
        });
    }

    /** {@code {"error": "...", "problems": [...]}}. */
    public static String of(ReloadReport.Refused refused) {
        return ReportJson.object(json -> {
            json.writeStringField("error", REFUSED);
            write(json, "problems", refused.problems());
        });
    }

    /** Reads either. Throws IllegalArgumentException when the text is something else. */
    public static ReloadReport read(String text) {
        JsonObject answer = JsonObject.parse(text);
        return answer.has("error")
                ? new ReloadReport.Refused(answer.texts("problems"))
                : new ReloadReport.Done(answer.texts("changes"), answer.texts("warnings"));
    }

    private static void write(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }
}
