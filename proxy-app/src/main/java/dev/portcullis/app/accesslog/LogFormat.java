package dev.portcullis.app.accesslog;

import java.time.ZoneId;

/** How a line of the access log is written. */
public enum LogFormat {
    /** Apache's combined format, followed by what Portcullis knows more as {@code key=value}. */
    COMBINED,
    /** One JSON object a line, with the fields of Caddy's access log and what Portcullis knows more. */
    JSON;

    /** What makes the lines; its times of day are those of {@code zone} where the format has any. For one thread. */
    LineFormat lines(ZoneId zone) {
        return switch (this) {
            case COMBINED -> new AccessLogFormat(zone);
            case JSON -> new JsonLineFormat();
        };
    }
}
