package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.browser.Browser;
import dev.portcullis.rules.rule.Trait;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the keys of {@code where} that become traits. */
final class TraitReader {

    private static final Pattern CODE = Pattern.compile("[A-Za-z]{2}");
    private static final Kind<String> QUERY = TextKinds.pattern("a pattern such as *union*select*");
    private static final Kind<String> VALUE = TextKinds.patternOrEmpty("a pattern such as *json*");
    private static final Kind<String> FINGERPRINT = TextKinds.patternOrEmpty(
            "a JA4 fingerprint such as t13d1516h2_8daaf6152771_e5627efa2ab1 or t13d*_8daaf6152771_*");
    private static final Kind<Set<String>> BROWSER =
            Kind.of("true, or one of " + String.join(", ", Browser.words()), TraitReader::browsers);
    private static final Kind<String> SIGNAL = TextKinds.pattern("a pattern such as spam*");
    private static final Kind<String> COUNTRY = Kind.of("a country's two letters such as DE (ISO 3166-1)", text -> {
        if (!CODE.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " is not a country's two letters");
        }
        return text.toUpperCase(Locale.ROOT);
    });
    private static final Kind<Boolean> TRUE_FALSE = Kind.of("true or false", text -> {
        if (!text.equals("true") && !text.equals("false")) {
            throw new BadValue(quoted(text) + " is neither");
        }
        return text.equals("true");
    });

    private final Section where;
    private final Known known;
    private final List<Trait> traits = new ArrayList<>();

    private TraitReader(Section where, Known known) {
        this.where = where;
        this.known = known;
    }

    static List<Trait> read(Section where, Known known) {
        TraitReader reader = new TraitReader(where, known);
        reader.query();
        reader.headers();
        reader.fingerprint();
        reader.browser();
        reader.country();
        reader.crawler("verified-crawler", true);
        reader.crawler("claims-crawler", false);
        reader.session();
        reader.signal();
        return reader.traits;
    }

    private void query() {
        List<String> patterns = where.list("query", QUERY);
        if (!patterns.isEmpty()) {
            traits.add(new Trait.Query(patterns));
        }
    }

    private void headers() {
        if (!where.has("header")) {
            return;
        }
        Section headers = where.section("header");
        for (String name : headers.keys()) {
            try {
                String field = TextKinds.FIELD.parse(name);
                List<String> patterns = headers.list(name, VALUE);
                if (!patterns.isEmpty()) {
                    traits.add(new Trait.Header(field, patterns));
                }
            } catch (BadValue bad) {
                headers.has(name);
                headers.error(name, bad.found(), TextKinds.FIELD.expected());
            }
        }
    }

    private void fingerprint() {
        List<String> patterns = where.list("tls-fingerprint", FINGERPRINT);
        if (!patterns.isEmpty()) {
            traits.add(new Trait.TlsFingerprint(patterns));
        }
    }

    private void browser() {
        List<Set<String>> names = where.list("claims-browser", BROWSER);
        if (!names.isEmpty()) {
            traits.add(new Trait.ForgedBrowser(anyOf(names)));
        }
    }

    private void country() {
        List<String> codes = where.list("country", COUNTRY);
        if (!codes.isEmpty() && !known.countries()) {
            where.error(
                    "country",
                    "can't be known: there is no database of countries",
                    SignalsReader.COUNTRIES + " = \"/path/to/GeoLite2-Country.mmdb\"");
        }
        if (!codes.isEmpty()) {
            traits.add(new Trait.Country(new HashSet<>(codes)));
        }
    }

    private void crawler(String key, boolean genuine) {
        Kind<Set<String>> kind = Kind.of("true, or one of " + String.join(", ", known.crawlers()), this::crawlers);
        List<Set<String>> names = where.list(key, kind);
        if (!names.isEmpty()) {
            traits.add(new Trait.Crawler(anyOf(names), genuine));
        }
    }

    /** All names of a list; none, which stands for any, when one of its items stands for any. */
    private static Set<String> anyOf(List<Set<String>> names) {
        if (names.stream().anyMatch(Set::isEmpty)) {
            return Set.of();
        }
        Set<String> all = new HashSet<>();
        names.forEach(all::addAll);
        return all;
    }

    private static Set<String> browsers(String text) throws BadValue {
        if (text.equals("true")) {
            return Set.of();
        }
        if (!Browser.words().contains(text)) {
            throw new BadValue(quoted(text) + " is no browser's name", NearestWord.of(text, Browser.words()));
        }
        return Set.of(text);
    }

    private Set<String> crawlers(String text) throws BadValue {
        if (text.equals("true")) {
            return Set.of();
        }
        if (!known.crawlers().contains(text)) {
            throw new BadValue(quoted(text) + " is no crawler's name", NearestWord.of(text, known.crawlers()));
        }
        return Set.of(text);
    }

    private void session() {
        Boolean has = where.find("session", TRUE_FALSE);
        if (has != null) {
            traits.add(new Trait.Session(has));
        }
    }

    private void signal() {
        List<String> patterns = where.list("origin-signal", SIGNAL);
        if (!patterns.isEmpty()) {
            if (!known.originSignal()) {
                where.error("origin-signal", "is never heard: origin-signal = off", "origin-signal { header = ... }");
            }
            traits.add(new Trait.Signal(patterns));
        }
    }
}
