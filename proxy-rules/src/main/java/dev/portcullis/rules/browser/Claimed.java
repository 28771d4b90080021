package dev.portcullis.rules.browser;

import dev.portcullis.rules.pattern.GlobSet;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user agent says it is.
 *
 * @param version the number before its first point
 */
record Claimed(Browser browser, int version) {

    private static final int OTHER = 0;
    private static final int APPLE = 1;

    /**
     * What a browser's user agent may hold without its connections being the browser's own: crawlers with the words of a browser, which say
     * so; services that fetch for their users; apps and systems that bring a TLS of their own; old browsers that hold the words of
     * others.
     */
    private static final List<String> OTHERS = containing(
            "bot",
            "crawl",
            "spider",
            "compatible",
            "http",
            "Edge/",
            "Opera Mini",
            "OPiOS",
            "Puffin",
            "Silk/",
            "UCBrowser",
            "UBrowser",
            "QQBrowser",
            "MicroMessenger",
            "TBS/",
            "FBAN",
            "FBAV",
            "FB_IAB",
            "Instagram",
            "Electron/",
            "PaleMoon",
            "Goanna",
            "SeaMonkey",
            "Epiphany",
            "CriOS",
            "FxiOS",
            "EdgiOS",
            "GSA/",
            "PlayStation",
            "Nintendo",
            "Web0S",
            "Tizen",
            "SmartTV",
            "SMART-TV",
            "HbbTV");

    private static final List<String> APPLES = containing("Macintosh;", "iPhone;", "iPad;");
    private static final GlobSet WORDS = new GlobSet(List.of(OTHERS, APPLES), true);

    /** The browser that a user agent says it is; null when it says nothing that can be judged. */
    static @Nullable Claimed of(String userAgent) {
        if (!userAgent.startsWith("Mozilla/5.0 (")) {
            return null;
        }
        BitSet words = WORDS.match(userAgent);
        if (words.get(OTHER)) {
            return null;
        }
        int chrome = Math.max(version(userAgent, "Chrome/"), version(userAgent, "Chromium/"));
        if (chrome >= 0) {
            return new Claimed(Browser.CHROMIUM, chrome);
        }
        int firefox = version(userAgent, " Firefox/");
        if (firefox >= 0) {
            return new Claimed(Browser.FIREFOX, firefox);
        }
        int safari = words.get(APPLE) && userAgent.contains(" Safari/") ? version(userAgent, " Version/") : -1;
        return safari < 0 ? null : new Claimed(Browser.SAFARI, safari);
    }

    /** The number behind the word; -1 when it isn't there, or no version. */
    private static int version(String userAgent, String word) {
        int found = userAgent.indexOf(word);
        int at = found + word.length();
        int end = at;
        while (found >= 0 && end < userAgent.length() && end - at < 6 && isDigit(userAgent.charAt(end))) {
            end++;
        }
        return found < 0 || end == at ? -1 : Integer.parseInt(userAgent, at, end, 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static List<String> containing(String... words) {
        return List.of(words).stream().map(word -> "*" + word + "*").toList();
    }
}
