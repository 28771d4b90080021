package dev.portcullis.app.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is happening just now, as a screen of text: what the live page shows, of {@link LiveJson}. */
public final class LiveText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int RECENT = 5;
    private static final int WIDEST = 60;

    private final JsonObject live;

    private LiveText(JsonObject live) {
        this.live = live;
    }

    /**
     * The screen.
     *
     * @param json what {@link LiveJson} wrote; throws IllegalArgumentException when it is something else
     * @param width in columns; longer lines are cut
     * @param height in lines; what has no room is left out, the longest tables first
     */
    public static String of(String json, int width, int height) {
        List<String> lines = new LiveText(JsonObject.parse(json)).lines(height);
        StringBuilder text = new StringBuilder();
        for (String line : lines.subList(0, Math.min(height, lines.size()))) {
            text.append(line, 0, Math.min(width, line.length())).append('\n');
        }
        return text.toString();
    }

    private List<String> lines(int height) {
        List<List<String>> tables = List.of(costliest(), busiest(), bans(), rules());
        List<String> lines = new ArrayList<>(head());
        int[] rows = new int[tables.size()];
        int room = height - lines.size() - 2 * tables.size(); // a title, and an empty line before it
        for (boolean any = true; any && room > 0; ) {
            any = false;
            for (int i = 0; i < rows.length && room > 0; i++) {
                if (rows[i] < tables.get(i).size() - 1) {
                    rows[i]++;
                    room--;
                    any = true;
                }
            }
        }
        for (int i = 0; i < rows.length; i++) {
            lines.add("");
            lines.addAll(tables.get(i).subList(0, rows[i] + 1));
        }
        return lines;
    }

    private List<String> head() {
        JsonObject status = live.object("status");
        JsonObject seconds = live.object("seconds");
        List<String> lines = new ArrayList<>();
        lines.add("Portcullis " + status.text("version") + "   " + status.text("mode") + "   running for "
                + DurationText.rough(Duration.ofSeconds(status.number("uptimeSeconds"))) + "   "
                + TIME.format(live.instant("at")));
        for (String warning : status.texts("warnings")) {
            lines.add("WARNING: " + Printable.of(warning));
        }
        lines.add(String.format(
                Locale.ROOT,
                "requests  %.1f a second, %.1f refused, %.1f shed, %.1f failed; %d connection%s",
                mean(seconds.numbers("requests")),
                mean(seconds.numbers("refused")),
                mean(seconds.numbers("shed")),
                mean(seconds.numbers("failed")),
                status.number("clientConnections"),
                status.number("clientConnections") == 1 ? "" : "s"));
        lines.add("visitors  wait " + time(mean(seconds.numbers("p50"))) + ", 95 of 100 at most "
                + time(max(seconds.numbers("p95"))));
        for (JsonObject admission : status.objects("admissions")) {
            JsonObject pages = admission.object("pages");
            JsonObject files = admission.object("files");
            String site = admission.text("site");
            lines.add("at site   " + (site.isEmpty() ? "" : site + ": ") + pages.number("inFlight") + " of "
                    + (pages.has("limit") ? pages.number("limit") : "any number") + ", " + pages.number("waiting")
                    + " waiting; files " + files.number("inFlight") + ", " + files.number("waiting") + " waiting; "
                    + admission.number("shed") + " shed so far");
        }
        lines.add("bans      " + status.number("enforcedBans") + " in force, " + status.number("observedBans")
                + " only watched");
        return lines;
    }

    private List<String> costliest() {
        Columns columns = new Columns();
        columns.row("COSTLIEST", "SITE'S TIME", "SHARE", "AT SITE", "WAITING", "ASKS");
        for (JsonObject row : live.objects("costliest")) {
            columns.row(
                    row.text("client"),
                    time(row.fraction("originSeconds")),
                    Math.round(row.fraction("share") * 100) + "%",
                    Long.toString(row.number("inFlight")),
                    Long.toString(row.number("waiting")),
                    sample(row));
        }
        return lines(columns);
    }

    private List<String> busiest() {
        Columns columns = new Columns();
        columns.row("BUSIEST", "A MINUTE", "REFUSED", "ERRORS", "SITE'S TIME", "ASKS");
        for (JsonObject row : live.objects("busiest")) {
            columns.row(
                    row.text("client"),
                    Long.toString(row.number("requests")),
                    Long.toString(row.number("refused")),
                    Long.toString(row.number("errors")),
                    time(row.fraction("originSeconds")),
                    sample(row));
        }
        return lines(columns);
    }

    private List<String> bans() {
        Instant now = live.instant("at");
        Columns columns = new Columns();
        columns.row("BANNED", "LEFT", "RULE", "WHY");
        for (JsonObject ban : live.objects("bans")) {
            columns.row(
                    ban.text("subject"),
                    left(Duration.between(now, ban.instant("end"))),
                    ban.text("rule") + (ban.flag("observed") ? " (only watched)" : ""),
                    Printable.of(ban.text("reason")));
        }
        return lines(columns);
    }

    private List<String> rules() {
        Columns columns = new Columns();
        columns.row("RULE", "STATE", "REFUSED", "WATCHED", "SPARED", "WHAT IT DOES");
        for (JsonObject rule : busiestRules()) {
            columns.row(
                    rule.text("name"),
                    rule.text("state"),
                    Long.toString(rule.number("acted")),
                    Long.toString(rule.number("observed")),
                    Long.toString(rule.number("spared")),
                    Printable.of(rule.text("sentence")));
        }
        return lines(columns);
    }

    /** In few columns, for the reasons beside it are what is read. */
    private static String left(Duration left) {
        long seconds = Math.max(0, left.toSeconds());
        if (seconds < 90) {
            return seconds + " s";
        }
        return seconds < 5_400
                ? Math.round(seconds / 60.0) + " min"
                : seconds < 172_800 ? Math.round(seconds / 3_600.0) + " h" : Math.round(seconds / 86_400.0) + " d";
    }

    /** Those that have done the most first: a small screen has no room for all. */
    private List<JsonObject> busiestRules() {
        return live.objects("rules").stream()
                .sorted(Comparator.comparingLong((JsonObject rule) -> rule.number("acted") + rule.number("observed"))
                        .reversed())
                .toList();
    }

    private static List<String> lines(Columns columns) {
        StringBuilder text = new StringBuilder();
        columns.appendTo(text, "");
        return text.toString().lines().toList();
    }

    private static String sample(JsonObject row) {
        JsonObject sample = row.objectOrNull("sample");
        if (sample == null) {
            return "";
        }
        String asked = sample.text("method") + " " + sample.text("host") + sample.text("path");
        return cut(Printable.of(asked)) + "  " + Printable.of(sample.text("agent"));
    }

    private static String cut(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }

    private static double mean(List<Double> values) {
        return recent(values).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    private static double max(List<Double> values) {
        return recent(values).stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private static List<Double> recent(List<Double> values) {
        return values.subList(Math.max(0, values.size() - RECENT), values.size());
    }

    private static String time(double seconds) {
        return seconds < 1
                ? Math.round(seconds * 1000) + " ms"
                : String.format(Locale.ROOT, seconds < 100 ? "%.1f s" : "%.0f s", seconds);
    }
}
