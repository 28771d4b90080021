package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.RuleFiles.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Particulars;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.rule.Rule.Count;
import dev.portcullis.rules.rule.Rule.Threshold;
import dev.portcullis.rules.rule.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesReaderTest {

    @Test
    void readsARuleWithItsDefaults() {
        assertThat(ruleOf("{ count = requests, over = 10, within = 1 minute, then = throttle }"))
                .isEqualTo(new Rule(
                        "it",
                        new Threshold(Count.REQUESTS, Per.CLIENT, 10, Duration.ofMinutes(1)),
                        Condition.ANY,
                        Action.THROTTLE,
                        null,
                        false));
    }

    @Test
    void readsARuleInWhichEveryKeyDiffersFromItsDefault() {
        Rule rule = ruleOf("""
                {
                  count = errors, per = network, over = 99, within = 90 s
                  where {
                    method = [POST, PUT], host = "*.example.org", path = ["/a/*", "*b"], status = ["4xx", 503, "500-502"]
                    user-agent = "*curl*"
                    not = [ { path = "/a/ok" }, { method = PUT, not { host = "www.example.org" } } ]
                  }
                  then = ban, for = 1 hour, repeat = x4, at-most = 10 days, mode = observe
                }
                """);

        Condition inner =
                new Condition(List.of(), List.of("www.example.org"), List.of(), List.of(), List.of(), List.of());
        assertThat(rule)
                .isEqualTo(new Rule(
                        "it",
                        new Threshold(Count.ERRORS, Per.NETWORK, 99, Duration.ofSeconds(90)),
                        new Condition(
                                List.of("POST", "PUT"),
                                List.of("*.example.org"),
                                List.of("/a/*", "*b"),
                                List.of(
                                        new StatusRange(400, 499),
                                        new StatusRange(503, 503),
                                        new StatusRange(500, 502)),
                                List.of("*curl*"),
                                List.of(
                                        new Condition(
                                                List.of(),
                                                List.of(),
                                                List.of("/a/ok"),
                                                List.of(),
                                                List.of(),
                                                List.of()),
                                        new Condition(
                                                List.of("PUT"),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(inner)))),
                        Action.BAN,
                        new BanTerms(Duration.ofHours(1), 4, Duration.ofDays(10)),
                        true));
    }

    @ParameterizedTest
    @CsvSource({
        "requests, 100, 100",
        "errors, 100, 100",
        "bytes, 500 MiB, 524288000",
        "bytes, 1000, 1000",
        "origin-time, 90 seconds, 90000000000",
        "origin-time, 1500 ms, 1500000000",
    })
    void readsTheLimitInTheUnitOfWhatIsCounted(String count, String over, long expected) {
        Rule rule = ruleOf("{ count = %s, over = %s, within = 1 hour, then = observe }".formatted(count, over));

        assertThat(Objects.requireNonNull(rule.threshold()).over()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(value = Action.class, names = "ADD", mode = EnumSource.Mode.EXCLUDE)
    void readsEveryAction(Action action) {
        String then = action.name().toLowerCase(Locale.ROOT) + (action == Action.BAN ? ", for = 1h" : "");

        assertThat(ruleOf("{ count = requests, over = 1, within = 1s, then = " + then + " }")
                        .then())
                .isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "for = 2 hours, PT2H, 1, PT2H",
                "'for = 2 hours, repeat = x3', PT2H, 3, PT720H",
                "'for = 40 days, repeat = x3', PT960H, 3, PT960H",
                "'for = 2 hours, repeat = x3, at-most = 2 hours', PT2H, 3, PT2H",
            })
    void readsTheTermsOfABan(String terms, Duration lasts, int repeat, Duration atMost) {
        assertThat(ruleOf("{ where { path = \"/x\" }, then = ban, " + terms + " }")
                        .terms())
                .isEqualTo(new BanTerms(lasts, repeat, atMost));
    }

    @ParameterizedTest
    @EnumSource(Per.Key.class)
    void readsEveryWayToCountTogether(Per.Key key) {
        Rule rule = ruleOf("{ count = requests, per = %s, over = 1, within = 1s, then = deny }".formatted(key.word()));

        assertThat(Objects.requireNonNull(rule.threshold()).per()).isEqualTo(Per.of(key));
    }

    @Test
    void readsAPairInAnyOrder() {
        Rule rule = ruleOf("{ count = requests, per = [host, client], over = 1, within = 1s, then = ban, for = 1h }");

        assertThat(Objects.requireNonNull(rule.threshold()).per()).isEqualTo(Per.of(Per.Key.CLIENT, Per.Key.HOST));
    }

    @Test
    void readsPointsAndMembers() {
        Rule adding = ruleOf("{ where { path = \"/x\" }, add = 7, crawlers = included }");
        assertThat(adding.then()).isEqualTo(Action.ADD);
        assertThat(adding.particulars()).isEqualTo(new Particulars(7, null, true));

        Rule group = ruleOf("{ count = requests, per = agent, over = 100, within = 1m, then = ban, for = 1h,"
                + " members { over = 5, within = 10s, sessions = spared } }");
        assertThat(group.particulars())
                .isEqualTo(new Particulars(0, new Particulars.Members(5, Duration.ofSeconds(10), true), false));
    }

    @Test
    void readsEveryTrait() {
        Condition where = ruleOf(
                        "{ where { query = \"*union*\", header { Accept = \"\", X-A = [\"~ b\", c] }, session = false,"
                                + " tls-fingerprint = [\"t13d*\", \"\"], claims-browser = [firefox, chromium],"
                                + " verified-crawler = [googlebot, bingbot], claims-crawler = true, origin-signal = \"spam*\" },"
                                + " then = ban, for = 1h }")
                .where();

        assertThat(where.traits())
                .containsExactlyInAnyOrder(
                        new Trait.Query(List.of("*union*")),
                        new Trait.Header("accept", List.of("")),
                        new Trait.Header("x-a", List.of("~ b", "c")),
                        new Trait.Session(false),
                        new Trait.TlsFingerprint(List.of("t13d*", "")),
                        new Trait.ForgedBrowser(Set.of("firefox", "chromium")),
                        new Trait.Crawler(Set.of("googlebot", "bingbot"), true),
                        new Trait.Crawler(Set.of(), false),
                        new Trait.Signal(List.of("spam*")));
    }

    @Test
    void comparesTextsBeyondAsciiAsTheBytesThatAreSent() {
        assertThat(ruleOf("{ where { path = \"/café\" }, then = deny }").where().paths())
                .containsExactly("/cafÃ©");
    }

    @Test
    void aRuleMayActOnTheStatusOfTheFirstMatchByBanning() {
        assertThat(ruleOf("{ where { status = 418 }, then = ban, for = 1 hour }")
                        .where()
                        .statuses())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    count = requests, over = 1, then = deny | count | counts, but there is no within
                    count = requests, within = 1h, then = deny | count | counts, but there is no over
                    over = 1, where { path = "/" }, then = deny | over | stands without count
                    within = 1h, where { path = "/" }, then = deny | within | stands without count
                    per = network, where { path = "/" }, then = deny | per | stands without count
                    count = requests, over = 1, within = 32 days, then = deny | within | "32 days" is too long
                    count = requests, over = 1, within = 900 ms, then = deny | within | "900 ms" is too short
                    count = requests, over = 0, within = 1h, then = deny | over | 0 is too small
                    count = requests, over = 9.5, within = 1h, then = deny | over | 9.5 is not a whole number
                    count = requests, over = null, within = 1h, then = deny | over | null is not a value for it
                    count = bytes, over = 5 apples, within = 1h, then = deny | over | "5 apples" is not a size
                    count = origin-time, over = 90, within = 1h, then = throttle | over | 90 has no unit
                    count = [requests], over = 1, within = 1h, then = deny | count | a list [ ... ] is not a value for it
                    count = distinct-agents, over = 1001, within = 1h, then = deny | over | 1001 is too large
                    count = requests, per = agents, over = 1, within = 1h, then = deny | per | unknown word "agents"
                    count = requests, per = [client, all], over = 1, within = 1h, then = deny | per | all stands for everybody, and goes with nothing else
                    count = requests, per = [client, host, path], over = 1, within = 1h, then = deny | per | has more than two
                    count = requests, per = agent, over = 1, within = 1h, then = ban, for = 1h | per | there is no one client or network to ban
                    count = requests, over = 1, within = 1h, members { over = 1, within = 1h }, then = deny | members | has no meaning for what one client does
                    count = requests, per = path, over = 1, within = 1h, members { within = 1h }, then = deny | members.over | is missing
                    where { path = "/" }, members { over = 1, within = 1h }, then = deny | members | stands without count
                    where { path = "/" }, add = 0 | add | 0 is too small
                    where { path = "/" }, add = 1, then = deny | then | the rule adds points instead of acting
                    where { path = "/" }, then = add | then | add is a key of its own
                    add = 5 | add | the rule would act on every request: it has neither count nor where
                    count = score, over = 1, within = 1h, add = 5 | count | points that come of points have no end
                    count = score, over = 1, within = 1h, where { status = 404 }, then = deny | where | looks at answers, but points are added to clients
                    count = protocol-errors, over = 1, within = 1h, where { path = "/" }, then = deny | where | can never hold: what is no request has no method, path or status
                    count = requests, over = 1, within = 1h, crawlers = no, then = deny | crawlers | "no" is not what may happen to crawlers
                    count = requests, over = 1, within = 1h, then = challenge | then | "challenge" is known, but not in this version
                    count = requests, over = 1, within = 1h | then | is missing
                    count = requests, over = 1, within = 1h, then = ban | then | bans, but there is no for
                    count = requests, per = all, over = 1, within = 1h, then = ban, for = 1h | per | everybody can't be banned
                    count = waits, over = 1, within = 1h, where { status = 404 }, then = deny | where | looks at answers, but what waits has none yet
                    count = requests, over = 1, within = 1h, then = deny, for = 1h | for | stands without then = ban
                    count = requests, over = 1, within = 1h, then = deny, repeat = x2 | repeat | stands without then = ban
                    count = requests, over = 1, within = 1h, then = ban, for = 2h, at-most = 1h | at-most | is shorter than for
                    count = requests, over = 1, within = 1h, then = ban, for = 1h, repeat = x0 | repeat | 0 is too small
                    count = requests, over = 1, within = 1h, then = ban, for = 1h, repeat = x101 | repeat | 101 is too large
                    count = requests, over = 1, within = 1h, then = ban, for = 1h, repeat = 4 | repeat | "4" is not a factor
                    where { path = "/" }, then = throttle | then | throttles, but there is no count
                    then = deny | then | the rule would act on every request: it has neither count nor where
                    where {}, then = deny | then | the rule would act on every request: it has neither count nor where
                    where { status = 404 }, then = deny | then | can't refuse a request whose status is known: it is over by then
                    where { path = "/", not { status = 404 } }, then = drop | then | can't refuse a request whose status is known: it is over by then
                    where { path = [] }, then = deny | where.path | is an empty list
                    where { path = "" }, then = deny | where.path | is empty
                    where { path = "/x", not {} }, then = deny | where.not | without a condition excludes every request
                    where { method = post }, then = deny | where.method | "post" can never match: methods are in capitals
                    where { method = "P ST" }, then = deny | where.method | "P ST" is not a method
                    where { host = "example.org:80" }, then = deny | where.host | "example.org:80" can never match: hosts are without a port
                    where { status = 99 }, then = ban, for = 1h | where.status | "99" is not a status
                    where { status = 600 }, then = ban, for = 1h | where.status | "600" is not a status
                    where { status = "404-400" }, then = ban, for = 1h | where.status | "404-400" ends before it begins
                    where { header = "x" }, then = deny | where.header | a text stands where a section should
                    where { header { "a b" = "x" } }, then = deny | where.header."a b" | "a b" is not the name of a field
                    where { verified-crawler = googelbot }, then = deny | where.verified-crawler | "googelbot" is no crawler's name
                    where { country = DE }, then = deny | where.country | can't be known: there is no database of countries
                    where { session = perhaps }, then = deny | where.session | "perhaps" is neither
                    where { origin-signal = spam }, then = deny | then | can't refuse a request whose status is known: it is over by then
                    where { path = "~ ^/(a" }, then = deny | where.path | "~ ^/(a" is not an RE2 expression: missing closing )
                    where { user-agent = "~" }, then = deny | where.user-agent | "~" is an expression without anything
                    where { query = "~ (?=a)" }, then = deny | where.query | "~ (?=a)" is not an RE2 expression: invalid or unsupported Perl syntax
                    where { pathes = "/x" }, then = deny | where.pathes | unknown key
                    where = "/x", then = deny | where | a text stands where a section should
                    path = "/x", count = requests, over = 1, within = 1h, then = deny | path | stands outside of where
                    count = requests, over = 1, within = 1h, then = deny, mode = on | mode | unknown word "on"
                    """)
    void refusesASentenceThatMakesNoSense(String keys, String where, String found) {
        Checked<List<Rule>> checked = read("rules.it {" + keys + "}");

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems())
                .extracting(Problem::severity, Problem::where, Problem::found)
                .containsExactly(tuple(Severity.ERROR, "rules.it." + where, found));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    wp-login.php | paths begin with /
                    /x?a=b | a path is without its query
                    /a//b | paths are compared with // and dot segments resolved
                    /a/../b | paths are compared with // and dot segments resolved
                    /a%20b | paths are compared percent-decoded
                    """)
    void warnsOfAPathThatCanNeverMatch(String path, String why) {
        Checked<List<Rule>> checked = read("rules.it { where { path = [\"/ok\",\n\"" + path + "\"] }, then = deny }");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.found()).isEqualTo("\"" + path + "\" can never match: " + why);
        });
    }

    @Test
    void warnsOfALongestBanThatNothingLeadsTo() {
        Checked<List<Rule>> checked = read("rules.it { where { path = \"/x\" }, then = ban, for = 1h, at-most = 2h }");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems()).extracting(Problem::found).containsExactly("has no effect without repeat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "1st", "a b", "a_b", "-a", "ä", "a.b", ""})
    void refusesANameOfOtherCharacters(String name) {
        Checked<List<Rule>> checked = read("rules { \"" + name + "\" { where { path = \"/x\" }, then = deny } }");

        assertThat(checked.problems())
                .extracting(Problem::found)
                .containsExactly("\"" + name + "\" can't be a rule's name");
    }

    @Test
    void keepsTheNameOfTheAdministratorsBansFree() {
        assertThat(read("rules.manual { where { path = \"/x\" }, then = deny }").problems())
                .extracting(Problem::found)
                .containsExactly("\"manual\" stands for the administrator's own bans");
    }

    private static Rule ruleOf(String body) {
        return RuleFiles.rule("it", "rules.it " + body);
    }
}
