package dev.portcullis.app.report;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.util.List;
import java.util.Locale;

/**
 * What a ban spares the site, as far as its evidence tells: the origin's time that its client would have used had it gone on as it did,
 * and that of the requests that were refused. A sample of ten requests at most stands for all of them: it is an estimate.
 */
final class BanCost {

    private static final double NANOS = 1e9;
    private static final double HOUR = 3600;
    private static final double TENTH = 0.1;

    private BanCost() {}

    /** In words; empty when nothing is known. */
    static String text(Ban ban, long refused) {
        Ban.Evidence evidence = ban.evidence();
        if (evidence == null) {
            return "";
        }
        double perRequest = secondsPerRequest(evidence.last());
        double perHour = perHour(evidence, perRequest);
        StringBuilder text = new StringBuilder();
        if (perHour > 0) {
            text.append("about ").append(seconds(perHour)).append(" of the site's time an hour, had it gone on so");
        }
        if (perRequest * refused >= TENTH) {
            text.append(text.length() == 0 ? "" : "; ")
                    .append("about ")
                    .append(seconds(perRequest * refused))
                    .append(" for what was refused");
        }
        return text.toString();
    }

    private static double perHour(Ban.Evidence evidence, double perRequest) {
        Rule.Count count = evidence.count();
        double hours = evidence.within().toNanos() / NANOS / HOUR;
        if (count == null || hours <= 0) {
            return 0;
        }
        if (count == Rule.Count.ORIGIN_TIME) {
            return evidence.counted() / NANOS / hours;
        }
        boolean ofRequests = count == Rule.Count.REQUESTS || count == Rule.Count.ERRORS;
        return ofRequests ? evidence.counted() * perRequest / hours : 0;
    }

    /** Of those that have ended; 0 when none has. */
    private static double secondsPerRequest(List<Ban.Request> requests) {
        return requests.stream()
                        .filter(request -> request.status() != 0)
                        .mapToLong(Ban.Request::originNanos)
                        .average()
                        .orElse(0)
                / NANOS;
    }

    private static String seconds(double seconds) {
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f seconds", seconds)
                : seconds < 120
                        ? String.format(Locale.ROOT, "%.0f seconds", seconds)
                        : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
    }
}
