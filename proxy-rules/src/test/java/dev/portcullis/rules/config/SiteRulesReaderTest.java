package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Sites;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The block {@code rules} of a site. */
class SiteRulesReaderTest {

    private static Checked<List<Rule>> read(String hocon) {
        return Document.ofText("site.conf", hocon).check(RulesReader::read);
    }

    private static List<Rule> rules(String hocon) {
        Checked<List<Rule>> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    private static Rule rule(String name, List<Rule> rules) {
        return find(name, rules).orElseThrow(() -> new AssertionError("no rule " + name));
    }

    private static Optional<Rule> find(String name, List<Rule> rules) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static long over(Rule rule) {
        return Objects.requireNonNull(rule.threshold()).over();
    }

    @Test
    void aNewNameIsARuleForThatSiteOnly() {
        List<Rule> rules = rules("""
                sites { shop { rules { cart { where { path = "/cart" }, then = deny } } } }
                """);
        Rule cart = rule("shop.cart", rules);
        assertThat(cart.sites()).isEqualTo(new Sites.Only("shop"));
        assertThat(cart.then()).isEqualTo(Action.DENY);
        assertThat(find("cart", rules)).isEmpty();
        assertThat(rule("scanner", rules).sites()).isEqualTo(Sites.ALL);
        assertThat(rules.indexOf(cart)).isEqualTo(rules.size() - 1);
    }

    @Test
    void aDefaultRuleIsChangedForOneSiteAndLeavesItOut() {
        List<Rule> plain = rules("");
        List<Rule> rules = rules("sites.shop.rules.scanner.over = 30");
        Rule common = rule("scanner", rules);
        Rule ofShop = rule("shop.scanner", rules);
        assertThat(over(common)).isEqualTo(15);
        assertThat(common.sites()).isEqualTo(new Sites.AllBut(Set.of("shop")));
        assertThat(over(ofShop)).isEqualTo(30);
        assertThat(ofShop.sites()).isEqualTo(new Sites.Only("shop"));
        assertThat(ofShop.where()).isEqualTo(common.where());
        assertThat(ofShop.terms()).isEqualTo(common.terms());
        assertThat(common.where()).isEqualTo(rule("scanner", plain).where());
        assertThat(rules).hasSize(plain.size() + 1);
    }

    @Test
    void aRuleOfTheFilesOwnIsChangedForTwoSites() {
        List<Rule> rules = rules("""
                rules { flood { count = requests, over = 10, within = 1 minute, then = ban, for = 1 hour } }
                sites {
                  shop { rules { flood.within = 2 minutes } }
                  blog { rules { flood { mode = observe } } }
                  wiki { rules { } }
                }
                """);
        assertThat(rule("flood", rules).sites()).isEqualTo(new Sites.AllBut(Set.of("shop", "blog")));
        assertThat(Objects.requireNonNull(rule("shop.flood", rules).threshold()).within())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(rule("shop.flood", rules).observe()).isFalse();
        assertThat(rule("blog.flood", rules).observe()).isTrue();
        assertThat(over(rule("blog.flood", rules))).isEqualTo(10);
    }

    @Test
    void offLeavesTheSiteOutOfTheCommonRule() {
        List<Rule> rules = rules("sites.shop.rules { scanner = off, probes = off }");
        assertThat(rule("scanner", rules).sites()).isEqualTo(new Sites.AllBut(Set.of("shop")));
        assertThat(rule("probes", rules).sites()).isEqualTo(new Sites.AllBut(Set.of("shop")));
        assertThat(find("shop.scanner", rules)).isEmpty();
    }

    @Test
    void aDefaultRuleThatIsOffCanBeOnForOneSite() {
        List<Rule> rules = rules("""
                rules.scanner = off
                sites.shop.rules.scanner.over = 30
                """);
        assertThat(find("scanner", rules)).isEmpty();
        assertThat(over(rule("shop.scanner", rules))).isEqualTo(30);
        assertThat(rule("shop.scanner", rules).then()).isEqualTo(Action.BAN);
    }

    @Test
    void aSitesListTakesThePlaceOfTheCommonOneUnlessItIsAddedTo() {
        List<Rule> rules = rules("""
                sites {
                  shop { rules { probes { where { path = ["/x"] } } } }
                  blog { rules { probes { where { path += "/x" } } } }
                }
                """);
        List<String> common = rule("probes", rules).where().paths();
        assertThat(rule("shop.probes", rules).where().paths()).containsExactly("/x");
        assertThat(rule("blog.probes", rules).where().paths())
                .startsWith("*/.env")
                .endsWith("/x")
                .hasSize(common.size() + 1);
    }

    @Test
    void aSitesRuleThatBansNoMoreLeavesItsTermsBehind() {
        Rule rule = rule("shop.scanner", rules("sites.shop.rules.scanner.then = deny"));
        assertThat(rule.then()).isEqualTo(Action.DENY);
        assertThat(rule.terms()).isNull();
    }

    @Test
    void everyErrorNamesTheSitesKeyAndLine() {
        List<Problem> problems = read("""
                sites {
                  shop {
                    rules {
                      scanner.ovr = 30
                      cart { where { path = "/cart" }, than = deny }
                      login-guess {
                        over = many
                      }
                      skanner = off
                      Cart { where { path = "/cart" }, then = deny }
                    }
                  }
                }
                """).problems();
        assertThat(problems)
                .extracting(Problem::line, Problem::where, Problem::nearest)
                .containsExactlyInAnyOrder(
                        tuple(4, "sites.shop.rules.scanner.ovr", "over"),
                        tuple(5, "sites.shop.rules.cart.than", "then"),
                        tuple(5, "sites.shop.rules.cart.then", null),
                        tuple(7, "sites.shop.rules.login-guess.over", null),
                        tuple(9, "sites.shop.rules.skanner", "scanner"),
                        tuple(10, "sites.shop.rules.Cart", null));
        assertThat(problems).allMatch(problem -> problem.file().equals("site.conf"));
    }

    @Test
    void whatIsWrongWithACommonRuleIsSaidOnceAndWhatASiteAddsToItToo() {
        List<Problem> problems = read("""
                rules { flood {
                  count = requests, over = 10, within = 1 parsec, then = ban
                  where { path = ["x", "/y"], path2 = "/z" }
                  tehn = deny
                } }
                sites {
                  shop { rules { flood { over = ten } } }
                  blog { rules { flood {
                    ovr = 10
                  } } }
                }
                """).problems();
        assertThat(problems)
                .extracting(Problem::line, Problem::severity, Problem::where)
                .containsExactlyInAnyOrder(
                        tuple(2, Severity.ERROR, "rules.flood.within"),
                        tuple(2, Severity.ERROR, "rules.flood.then"),
                        tuple(3, Severity.WARNING, "rules.flood.where.path"),
                        tuple(3, Severity.ERROR, "rules.flood.where.path2"),
                        tuple(4, Severity.ERROR, "rules.flood.tehn"),
                        tuple(7, Severity.ERROR, "sites.shop.rules.flood.over"),
                        tuple(9, Severity.ERROR, "sites.blog.rules.flood.ovr"));
    }

    @Test
    void whatDoesNotFitTogetherWithTheCommonRuleIsTheSitesError() {
        List<Problem> problems = read("""
                rules { flood { count = requests, over = 10, within = 1 hour, then = ban, for = 1 hour, repeat = x2, at-most = 1 day } }
                sites.shop.rules {
                  flood {
                    for = 2 days
                  }
                }
                """).problems();
        assertThat(problems)
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactly(tuple(4, "sites.shop.rules.flood.at-most", "is shorter than for"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1st",
                "-x",
                "_x",
                "a b",
                "\u00e4",
                "all",
                "default",
                "manual",
                "\"a.b\"",
                "abcdefghijklmnopqrstuvwxyz1234567"
            })
    void namesThatCannotBeASites(String name) {
        String key = name.startsWith("\"") ? name : '"' + name + '"';
        assertThat(read("x = 1\nsites {\n " + key + " { }\n}").problems())
                .filteredOn(problem -> problem.where().startsWith("sites."))
                .singleElement()
                .matches(problem -> problem.severity() == Severity.ERROR && problem.line() == 3);
    }

    @ParameterizedTest
    @CsvSource({"shop", "Shop_2", "a", "www-example-org", "abcdefghijklmnopqrstuvwxyz123456"})
    void namesThatCanBeASites(String name) {
        assertThat(rules("sites { " + name + " { rules { x { where { path = \"/x\" }, then = deny } } } }"))
                .anyMatch(rule -> rule.name().equals(name + ".x"));
    }

    @Test
    void aThousandSitesAreReadAndOneMoreIsTooMany() {
        assertThat(rules(sites(SiteSections.MAX)))
                .hasSize(SiteSections.MAX + rules("").size());
        assertThat(read(sites(SiteSections.MAX + 1)).problems())
                .extracting(Problem::where, Problem::expected)
                .containsExactly(tuple("sites", "at most 1000"));
    }

    private static String sites(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "s" + i + " { rules { hourly-flood.over = " + (i + 1) + " } }")
                .collect(Collectors.joining("\n", "sites {\n", "\n}\n"));
    }

    @Test
    void otherReadersAskTheSameSectionForTheirKeysAndOnlyTheRestIsUnknown() {
        Checked<String> checked = Document.ofText("site.conf", """
                sites {
                  shop { name = x, rules { scanner = off } }
                  blog { nmae = x }
                }
                """).check(root -> {
            RulesReader.read(root);
            return SiteSections.of(root).values().stream()
                    .map(site -> site.get("name", Kinds.text("a name"), "-"))
                    .collect(Collectors.joining(","));
        });
        assertThat(checked.problems())
                .extracting(Problem::line, Problem::where, Problem::nearest)
                .containsExactly(tuple(3, "sites.blog.nmae", "name"));
    }

    @Test
    void aSiteThatIsNoSectionIsAnError() {
        assertThat(read("sites.shop = x").problems()).extracting(Problem::where).containsExactly("sites.shop");
        assertThat(read("sites.shop.rules = off").problems())
                .extracting(Problem::where)
                .containsExactly("sites.shop.rules");
        assertThat(read("sites.shop.rules.scanner = on").problems())
                .extracting(Problem::where)
                .containsExactly("sites.shop.rules.scanner");
    }
}
