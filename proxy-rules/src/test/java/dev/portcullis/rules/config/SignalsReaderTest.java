package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.country.CountryFile;
import dev.portcullis.rules.crawler.Crawler;
import dev.portcullis.rules.rule.Condition.StatusRange;
import dev.portcullis.rules.rule.Logins;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.session.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsReaderTest {

    @TempDir
    Path directory;

    private static Checked<Signals> read(String hocon) {
        return Document.ofText("f.conf", "default-rules = off\n" + hocon).check(root -> {
            root.has("default-rules");
            return SignalsReader.read(root);
        });
    }

    private static Signals signals(String hocon) {
        Checked<Signals> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    private static Crawler crawler(String name, Signals signals) {
        return signals.crawlers().crawlers().stream()
                .filter(crawler -> crawler.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasDefaults() {
        assertThat(signals("")).isEqualTo(Signals.DEFAULT);
    }

    @Test
    void readsEveryKey() {
        Signals signals = signals("""
                sessions { cookies = [a, "b_*"], signed-in = c, max = 5000 }
                login { paths = "/in", failed = ["4xx"] }
                origin-signal { header = X-Said }
                crawlers { names = off, server = "127.0.0.1:5353" }
                """);

        assertThat(signals.sessions()).isEqualTo(new SessionSettings(List.of("a", "b_*"), List.of("c"), 5000));
        assertThat(signals.logins()).isEqualTo(new Logins(List.of("/in"), List.of(new StatusRange(400, 499))));
        assertThat(signals.originField()).isEqualTo("x-said");
        assertThat(signals.crawlers().names()).isFalse();
        assertThat(signals.crawlers().server())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353));
    }

    @Test
    void turnsThingsOff() {
        Signals signals = signals("sessions = off\norigin-signal = off\ncrawlers = off");

        assertThat(signals.sessions().cookies()).isEmpty();
        assertThat(signals.sessions().signedIn()).isEmpty();
        assertThat(signals.originField()).isEmpty();
        assertThat(signals.crawlers().crawlers()).isEmpty();
        assertThat(signals("sessions.signed-in = []").sessions().signedIn()).isEmpty();
    }

    @Test
    void readsPublishedRanges() throws IOException {
        Path ranges = Files.writeString(directory.resolve("ranges.json"), """
                {"creationTime": "2026-11-01T00:00:00", "prefixes": [
                  {"ipv6Prefix": "2001:4860:4801:10::/64"}, {"ipv4Prefix": "192.178.5.0/27"}]}
                """);
        Signals signals = signals("crawlers.googlebot.ranges = \"" + ranges + "\"");

        NetworkList found = crawler("googlebot", signals).ranges();
        assertThat(found.entries())
                .extracting(IpPrefix::toString)
                .containsExactly("2001:4860:4801:10::/64", "192.178.5.0/27");
        assertThat(crawler("googlebot", signals).domains()).contains("googlebot.com");
    }

    @Test
    void knowsMoreAndFewerCrawlers() {
        Signals signals =
                signals("crawlers { petalbot = off, mine { user-agent = MyBot, domains = bots.example.org } }");

        assertThat(crawler("mine", signals))
                .isEqualTo(new Crawler("mine", List.of("MyBot"), List.of("bots.example.org"), NetworkList.EMPTY));
        assertThat(signals.crawlers().crawlers()).extracting(Crawler::name).doesNotContain("petalbot");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sessions.cookies = "a b" | sessions.cookies | "a b" is not the name of a cookie
            sessions.cookies = "*a" | sessions.cookies | "*a" is not the name of a cookie
            sessions.max = 10 | sessions.max | 10 is too small
            sessions.cokies = a | sessions.cokies | unknown key
            login.failed = 99 | login.failed | "99" is not a status
            origin-signal.header = "a:b" | origin-signal.header | "a:b" is not the name of a field
            crawlers.server = dns | crawlers.server | "dns" is not an address
            crawlers.mine { domains = a.example } | crawlers.mine.user-agent | is missing
            crawlers.mine { user-agent = m } | crawlers.mine.domains | is missing, and so is ranges: nothing tells who is genuine
            crawlers.googlebot.domains = google | crawlers.googlebot.domains | "google" is not a domain
            """)
    void refuses(String hocon, String where, String found) {
        assertThat(read(hocon).problems())
                .extracting(Problem::where, Problem::found)
                .containsExactly(tuple(where, found));
    }

    @Test
    void refusesFilesThatAreNotThere() {
        assertThat(read("country-database = \"/no/such/file\"\ncrawlers.googlebot.ranges = \"/no/such/file\"")
                        .problems())
                .extracting(Problem::line, Problem::where)
                .containsExactly(tuple(2, "country-database"), tuple(3, "crawlers.googlebot.ranges"));
    }

    @Test
    void aRuleMayAskForTheCountryWhereThereIsADatabase() throws IOException {
        Path file = directory.resolve("c.mmdb");
        new CountryFile().country(192, "DE").write(file);
        Checked<List<Rule>> checked = Document.ofText(
                        "f.conf",
                        "default-rules = off\ncountry-database = \"" + file
                                + "\"\nrules.it { where { country = [de, AT] }, then = deny }")
                .check(RulesReader::read);

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.value().orElseThrow().get(0).where().looksAtCountry())
                .isTrue();
    }
}
