package dev.portcullis.rules.config;

import dev.portcullis.rules.country.Countries;
import dev.portcullis.rules.country.CountryDatabase;
import dev.portcullis.rules.crawler.CrawlerSettings;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Logins;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the keys {@code sessions}, {@code login}, {@code origin-signal}, {@code country-database} and {@code crawlers}: what rules can
 * know of a request besides what it says itself.
 */
public final class SignalsReader {

    /** The key of the database of countries. */
    static final String COUNTRIES = "country-database";

    private static final Kind<String> FILE = Kinds.text("a path such as /var/lib/GeoIP/GeoLite2-Country.mmdb");

    private SignalsReader() {}

    /** The signals as the file has them; what it doesn't say is as by default. */
    public static Signals read(Section root) {
        return new Signals(sessions(root), logins(root), originField(root), countries(root), crawlers(root));
    }

    private static SessionSettings sessions(Section root) {
        SessionSettings defaults = SessionSettings.DEFAULT;
        if (root.isOff("sessions")) {
            return new SessionSettings(List.of(), List.of(), defaults.max());
        }
        Section section = root.section("sessions");
        List<String> cookies = section.has("cookies") ? section.list("cookies", TextKinds.COOKIE) : defaults.cookies();
        List<String> signedIn = section.has("signed-in")
                ? section.items("signed-in", TextKinds.COOKIE).stream()
                        .map(Section.Item::value)
                        .toList()
                : defaults.signedIn();
        return new SessionSettings(
                cookies, signedIn, section.get("max", Kinds.integers(1_000, 10_000_000), defaults.max()));
    }

    private static Logins logins(Section root) {
        Section section = root.section("login");
        List<String> paths = ConditionReader.paths(section, "paths");
        List<StatusRange> failed = section.list("failed", ConditionReader.STATUSES);
        Logins defaults = Logins.DEFAULT;
        return new Logins(paths.isEmpty() ? defaults.paths() : paths, failed.isEmpty() ? defaults.failed() : failed);
    }

    private static String originField(Section root) {
        return root.isOff("origin-signal")
                ? ""
                : root.section("origin-signal").get("header", TextKinds.FIELD, Signals.FIELD);
    }

    private static Countries countries(Section root) {
        String file = root.find(COUNTRIES, FILE);
        if (file == null) {
            return Countries.NONE;
        }
        try {
            return CountryDatabase.read(Path.of(file));
        } catch (IOException e) {
            root.error(COUNTRIES, Kinds.quoted(file) + " can't be read: " + e.getMessage(), FILE.expected());
            return Countries.NONE;
        }
    }

    private static CrawlerSettings crawlers(Section root) {
        return root.isOff("crawlers") ? CrawlerSettings.NONE : CrawlersReader.read(root.section("crawlers"));
    }
}
