package dev.portcullis.app.admin;

import dev.portcullis.app.report.ReportJson;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * What the administrator's listener answers.
 *
 * @param status the status
 * @param type the media type of the body
 * @param body the body
 */
record Answer(HttpResponseStatus status, String type, String body) {

    private static final String JSON = "application/json";

    static Answer json(HttpResponseStatus status, String body) {
        return new Answer(status, JSON, body);
    }

    static Answer json(String body) {
        return json(HttpResponseStatus.OK, body);
    }

    static Answer error(HttpResponseStatus status, String message) {
        return json(status, ReportJson.error(message));
    }

    static Answer line(HttpResponseStatus status, String line) {
        return new Answer(status, "text/plain; charset=utf-8", line + "\n");
    }
}
