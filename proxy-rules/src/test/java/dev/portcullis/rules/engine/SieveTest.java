package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.crawler.CrawlerSettings;
import dev.portcullis.rules.crawler.Crawlers;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Trait;
import dev.portcullis.rules.session.SessionSettings;
import dev.portcullis.rules.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** A sieve and what is asked of each condition afterwards say together what each condition says by itself. */
class SieveTest {

    private static final List<String> PATHS = List.of("/a", "/b", "/a/login.php", "/b/login.php", "/c");
    private static final List<String> PATTERNS =
            List.of("/a*", "*login*", "/b", "~^/[bc]$", "~(?i)LOGIN[.]php$", "~/log|^/c", "*");
    private static final List<String> AGENTS = List.of("curl/8", "Mozilla/5.0 bot", "");
    private static final List<String> AGENT_PATTERNS = List.of("*bot*", "curl*", "", "~8$", "~zilla/.");
    private static final List<String> METHODS = List.of("GET", "POST", "HEAD");
    private static final List<String> HOSTS = List.of("a.example", "b.example");
    private static final List<String> COUNTRIES = List.of("DE", "FR", "");

    private final FingerprintKey key = new FingerprintKey(1, 2);

    private static List<String> some(Random random, List<String> of) {
        List<String> some = new ArrayList<>(of);
        some.removeIf(each -> random.nextInt(3) > 0);
        return some;
    }

    private static List<String> rarely(Random random, List<String> of) {
        return random.nextInt(3) == 0 ? some(random, of) : List.of();
    }

    private static Condition condition(Random random, int depth) {
        List<Trait> traits = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            traits.add(new Trait.Header("referer", List.of("", "x*")));
        }
        if (random.nextInt(6) == 0) {
            traits.add(new Trait.Header("referer", List.of("*y")));
        }
        if (random.nextInt(4) == 0) {
            traits.add(new Trait.Country(Set.copyOf(some(random, COUNTRIES.subList(0, 2)))));
        }
        if (random.nextInt(8) == 0) {
            traits.add(new Trait.Session(random.nextBoolean()));
        }
        List<Condition> not = new ArrayList<>();
        while (depth < 2 && random.nextInt(3) == 0) {
            not.add(random.nextBoolean() ? Rules.path(PATTERNS.get(random.nextInt(3))) : condition(random, depth + 1));
        }
        return new Condition(
                rarely(random, METHODS),
                rarely(random, HOSTS),
                rarely(random, PATTERNS),
                random.nextInt(5) == 0 ? List.of(new StatusRange(400, 499)) : List.of(),
                rarely(random, AGENT_PATTERNS),
                traits,
                not);
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Property(tries = 300)
    void aSieveAndTheRestSayWhatTheConditionSays(@ForAll long seed) {
        Random random = new Random(seed);
        Patterns patterns = new Patterns();
        List<Where> conditions = Stream.generate(() -> new Where(condition(random, 0), patterns))
                .limit(1 + random.nextInt(150))
                .toList();
        Patterns.Reader reader = patterns.reader();
        Sieve sieve = new Sieve(conditions, reader);
        long[] of = sieve.none();
        for (int i = 0; i < conditions.size(); i += 2) {
            of[i >>> 6] |= 1L << i;
        }
        for (int round = 0; round < 20; round++) {
            String country = one(random, COUNTRIES);
            Request request = new Request(
                            Request.client("192.0.2.1"),
                            "",
                            one(random, METHODS),
                            one(random, HOSTS),
                            one(random, PATHS),
                            "",
                            one(random, AGENTS))
                    .with("referer", one(random, List.of("", "x", "xy")));
            Outcome outcome = random.nextBoolean()
                    ? null
                    : new Outcome(Outcome.Ending.SERVED, one(random, List.of(200, 404)), 0, 0, 0);
            List<Integer> holding = new ArrayList<>();
            for (int i = 0; i < conditions.size(); i++) {
                if (conditions.get(i).matches(read(reader, request, country), outcome)) {
                    holding.add(i);
                }
            }
            Reading reading = read(reader, request, country);
            assertThat(found(conditions, sieve.candidates(reading), reading, outcome))
                    .isEqualTo(holding);
            holding.removeIf(number -> number % 2 == 1);
            assertThat(found(conditions, sieve.candidates(reading, of), reading, outcome))
                    .isEqualTo(holding);
        }
    }

    private static List<Integer> found(
            List<Where> conditions, long[] candidates, Reading reading, @Nullable Outcome outcome) {
        List<Integer> found = new ArrayList<>();
        for (int i = Sieve.next(candidates, 0); i >= 0; i = Sieve.next(candidates, i + 1)) {
            if (conditions.get(i).restMatches(reading, outcome)) {
                found.add(i);
            }
        }
        return found;
    }

    private Reading read(Patterns.Reader reader, Request request, String country) {
        return reader.read(new Inquiry(
                request,
                0,
                new Lookups(
                        new Sessions(SessionSettings.DEFAULT, key),
                        new Crawlers(CrawlerSettings.DEFAULT, NameService.NONE),
                        address -> country,
                        ClientSettings.DEFAULT,
                        key)));
    }
}
