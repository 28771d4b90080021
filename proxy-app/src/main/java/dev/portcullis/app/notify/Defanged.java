package dev.portcullis.app.notify;

import dev.portcullis.app.report.Printable;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stranger sent (a path, an agent, the words for a ban), written so that no program that shows it makes a link or a call of it:
 * mail readers, ntfy and chats each find addresses in plain text by rules of their own, and some need no scheme. Done in the way that people who
 * exchange hostile addresses know, in printing ASCII, and nothing is left out: {@code http[:]//evil[.]example}, {@code [at]here}.
 */
final class Defanged {

    /** A colon after a letter and before more: a scheme's. {@code GET: /} and {@code 10:00:01} are none. */
    private static final Pattern SCHEME = Pattern.compile("(?<=[A-Za-z]):(?=[^\\s])");

    /** A dot between two labels of a name, or two numbers of an address. */
    private static final Pattern DOT = Pattern.compile("(?<=[A-Za-z0-9_-])\\.(?=([A-Za-z0-9-]+))");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+[a-z]?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    /** Endings of files that the paths of sites have and no domain of the highest level is called: they stay readable. */
    private static final Set<String> FILES = Set.of(
            "php",
            "html",
            "htm",
            "asp",
            "aspx",
            "jsp",
            "js",
            "css",
            "png",
            "jpg",
            "jpeg",
            "gif",
            "svg",
            "ico",
            "xml",
            "json",
            "txt",
            "env",
            "git",
            "bak",
            "sql",
            "log",
            "ini",
            "yml",
            "yaml",
            "cgi",
            "conf",
            "htaccess",
            "woff",
            "woff2",
            "webp",
            "gz",
            "tar",
            "old");

    private Defanged() {}

    /** The text as printing ASCII that nothing is made of. */
    static String of(String text) {
        String printable =
                Printable.of(text).replace("@", "[at]").replace("<", "[<]").replace("](", "] (");
        return dots(SCHEME.matcher(printable).replaceAll("[:]"));
    }

    private static String dots(String text) {
        String numbers = ADDRESS.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group().replace(".", "[.]")));
        return DOT.matcher(numbers)
                .replaceAll(found -> isHarmless(numbers, found.start(), found.group(1), found.end(1)) ? "." : "[.]");
    }

    private static boolean isHarmless(String text, int dot, String label, int end) {
        if (NUMBER.matcher(label).matches()) {
            return true; // 1.5 s
        }
        boolean last = end == text.length() || text.charAt(end) != '.';
        boolean web = text.regionMatches(true, Math.max(0, dot - 3), "www", 0, 3);
        return last && !web && FILES.contains(label.toLowerCase(Locale.ROOT));
    }
}
