package dev.portcullis.app.notify;

import java.util.regex.Pattern;

/**
 * Text made harmless for those who read markup in it. What a bot sends (a path, an agent) may stand in a message; nobody is to be called,
 * misled by a link, or shown a picture by it. What strangers sent is {@link Defanged} before; this holds for whatever else a message says, too.
 */
final class Markup {

    /** Has no width and no meaning: what it stands in is no word that calls somebody. */
    private static final char NOTHING = '\u200B';

    private static final Pattern WEB = Pattern.compile("(?i)(?<![a-z0-9])www(?=\\.)");

    private Markup() {}

    /** For Slack, which reads only {@code < > &} when {@code mrkdwn} is off: {@code <!channel>} would call everybody. */
    static String slack(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** For those who read Markdown, as Discord and Mattermost do, with {@code @everyone} and {@code <!channel>}. */
    static String markdown(String text) {
        StringBuilder harmless = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\\`*_{}[]()#+!|~>".indexOf(c) >= 0) {
                harmless.append('\\').append(c);
            } else if (c == '@' || c == '<' || text.startsWith("://", i)) {
                harmless.append(c).append(NOTHING);
            } else {
                harmless.append(c);
            }
        }
        return WEB.matcher(harmless).replaceAll("$0" + NOTHING);
    }
}
