package dev.portcullis.app.notify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Messages in the shapes that servers on the web want. */
final class WebShapes {

    private static final int DISCORD_MOST = 2000;
    private static final int DISCORD_NO_PREVIEWS = 4; // the flag SUPPRESS_EMBEDS
    private static final int CHAT_MOST = 3500;
    private static final int NTFY_MOST = 3900; // past 4096 bytes it makes a file of it

    private WebShapes() {}

    /**
     * What is sent.
     *
     * @param headers fields of the head, printing ASCII
     * @param body the body, ASCII
     */
    record Shaped(Map<String, String> headers, String body) {}

    static Shaped of(Destination.Shape shape, Message message) {
        return switch (shape) {
            case WEBHOOK -> json(ReportJson.object(json -> write(json, message)));
            case SLACK ->
                json(ReportJson.object(json -> {
                    json.writeStringField("text", Markup.slack(whole(message, CHAT_MOST)));
                    json.writeBooleanField("mrkdwn", false);
                    json.writeStringField("parse", "none"); // no links of bare names
                    json.writeBooleanField("link_names", false);
                    json.writeBooleanField("unfurl_links", false);
                    json.writeBooleanField("unfurl_media", false);
                }));
            case MATTERMOST ->
                json(ReportJson.object(
                        json -> json.writeStringField("text", Markup.markdown(whole(message, CHAT_MOST)))));
            case DISCORD ->
                json(ReportJson.object(json -> {
                    json.writeStringField("content", discord(message));
                    json.writeObjectFieldStart("allowed_mentions");
                    json.writeArrayFieldStart("parse");
                    json.writeEndArray();
                    json.writeEndObject();
                    json.writeNumberField("flags", DISCORD_NO_PREVIEWS);
                }));
            case NTFY -> ntfy(message);
        };
    }

    private static String whole(Message message, int most) {
        return message.title() + "\n" + message.text(most - message.title().length());
    }

    /** Escaping makes it longer: so much less is written that it fits. */
    private static String discord(Message message) {
        for (int most = DISCORD_MOST - 100; ; most -= 200) {
            String text = Markup.markdown(whole(message, most));
            if (text.length() <= DISCORD_MOST || most <= 200) {
                return text.length() <= DISCORD_MOST ? text : text.substring(0, DISCORD_MOST);
            }
        }
    }

    private static Shaped ntfy(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain; charset=utf-8");
        headers.put("Title", message.title());
        headers.put(
                "Priority",
                switch (message.severity()) {
                    case GOOD, INFO -> "3";
                    case WARNING -> "4";
                    case CRITICAL -> "5";
                });
        headers.put(
                "Tags",
                switch (message.severity()) {
                    case GOOD -> "white_check_mark";
                    case INFO -> "information_source";
                    case WARNING -> "warning";
                    case CRITICAL -> "rotating_light";
                });
        return new Shaped(headers, message.text(NTFY_MOST));
    }

    private static Shaped json(String body) {
        return new Shaped(Map.of("Content-Type", "application/json"), body);
    }

    private static void write(JsonGenerator json, Message message) throws IOException {
        json.writeStringField("from", "portcullis");
        json.writeStringField("machine", message.machine());
        json.writeStringField("at", message.at().toString());
        json.writeStringField("severity", message.severity().word());
        json.writeStringField("title", message.title());
        json.writeStringField("text", message.text());
        json.writeArrayFieldStart("events");
        for (Event event : message.digest().events()) {
            json.writeStartObject();
            json.writeStringField("topic", word(event.topic()));
            json.writeStringField("severity", event.severity().word());
            json.writeStringField("at", event.at().toString());
            json.writeStringField("text", event.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        BanTally bans = message.digest().bans();
        json.writeObjectFieldStart("bans");
        json.writeNumberField("made", bans.count());
        json.writeNumberField("onlyWatched", bans.observed());
        json.writeArrayFieldStart("some");
        for (Ban ban : bans.samples()) {
            json.writeStartObject();
            json.writeStringField("address", ban.subject().toString());
            json.writeStringField("rule", ban.rule());
            json.writeStringField("until", ban.end().toString());
            json.writeStringField("reason", Event.fit(Defanged.of(ban.reason())));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeNumberField("notSent", message.digest().missing());
    }

    /** A topic's word in the configuration. */
    static String word(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
