package dev.portcullis.app.notify;

import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.ReportJson;
import java.util.List;

/** What came of tests as JSON, both ways. */
public final class TestJson {

    private TestJson() {}

    /** The results as an object. */
    public static String of(List<TestResult> results) {
        return ReportJson.object(json -> {
            json.writeArrayFieldStart("results");
            for (TestResult result : results) {
                json.writeStartObject();
                json.writeStringField("target", result.target());
                json.writeStringField("kind", result.kind());
                json.writeBooleanField("accepted", result.accepted());
                json.writeStringField("answer", result.answer());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The results in an object. Throws IllegalArgumentException when it can't be read. */
    public static List<TestResult> read(String json) {
        return JsonObject.parse(json).objects("results").stream()
                .map(result -> new TestResult(
                        result.text("target"), result.text("kind"), result.flag("accepted"), result.text("answer")))
                .toList();
    }
}
