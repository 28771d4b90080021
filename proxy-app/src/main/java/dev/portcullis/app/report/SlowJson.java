package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.portcullis.app.slow.SlowRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/** The slowest requests as the JSON of the admin listener. */
public final class SlowJson {

    private SlowJson() {}

    /** {@code {"requests": [...]}}, in the order given; times are seconds. */
    public static String of(List<SlowRequest> requests) {
        return ReportJson.object(json -> {
            json.writeArrayFieldStart("requests");
            for (SlowRequest request : requests) {
                write(json, request);
            }
            json.writeEndArray();
        });
    }

    static void write(JsonGenerator json, SlowRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("start", request.start().toString());
        json.writeStringField("client", request.client().toString());
        json.writeStringField("site", request.site());
        json.writeStringField("method", request.method());
        json.writeStringField("target", request.target());
        json.writeNumberField("status", request.end().status());
        json.writeStringField("ending", request.end().how().word());
        json.writeNumberField("responseBytes", request.end().responseBytes());
        writeSeconds(json, "totalSeconds", request.times().total());
        writeSeconds(json, "waitSeconds", request.times().waited());
        writeSeconds(json, "originSeconds", request.times().origin());
        writeSeconds(json, "ownSeconds", request.times().own());
        json.writeEndObject();
    }

    private static void writeSeconds(JsonGenerator json, String name, long nanos) throws IOException {
        json.writeNumberField(name, BigDecimal.valueOf(nanos, 9).stripTrailingZeros());
    }
}
