package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Portcullis listens and where the origin is, as the file and the command line say it. */
class EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "80, 0.0.0.0:80",
        "http://0.0.0.0:80, 0.0.0.0:80",
        "HTTP://[::]:80/, [::]:80",
        ":80, 0.0.0.0:80",
        "0.0.0.0:80, 0.0.0.0:80",
        "[::]:80, [::]:80",
        "127.0.0.1:8081, 127.0.0.1:8081",
        "127.0.0.2:0, 127.0.0.2:0",
        "[2001:db8::1]:443, [2001:db8::1]:443",
        "[::ffff:127.0.0.1]:80, 127.0.0.1:80",
    })
    void listensOn(String text, String endpoint) {
        Configuration configuration =
                ConfigurationReader.ofOrigin("http://site", text, false).value().orElseThrow();

        assertThat(configuration.proxy().listen().addresses()).singleElement().satisfies(listen -> {
            assertThat(Endpoints.text(listen)).isEqualTo(endpoint);
            assertThat(listen.isUnresolved()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "localhost:80, 'names a host, not an address', none",
                "1.2.3.4, has no port, 1.2.3.4:80",
                "[::1], has no port, [::1]:80",
                "::1:80, 'is not an address and port; IPv6 addresses stand in [ ]', none",
                "1.2.3.4:, has a port that is not within 0 to 65535, none",
                "1.2.3.4:65536, has a port that is not within 0 to 65535, none",
                "1.2.3.4:http, has a port that is not within 0 to 65535, none",
                "1.2.3.4:-1, has a port that is not within 0 to 65535, none",
                "70000, has a port that is not within 0 to 65535, none",
                "1.2.3:80, is not an address and port, none",
                "[1.2.3.4]:80, is not an address and port, none",
                "*:80, is not an address and port, none",
                "0.0.0.0:80/, is more than an address and port, none",
                "ftp://0.0.0.0:80, begins with neither http:// nor https://, https://0.0.0.0:80",
            })
    void refusesToListenOn(String text, String why, @Nullable String nearest) {
        assertThat(ConfigurationReader.ofOrigin("http://site", text, false).problems())
                .extracting(Problem::where, Problem::found, Problem::nearest)
                .containsExactly(tuple("--listen", "\"" + text + "\" " + why, nearest));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, 127.0.0.1:8080",
        "http://127.0.0.1:8080/, 127.0.0.1:8080",
        "HTTP://127.0.0.1:8080, 127.0.0.1:8080",
        "http://192.0.2.1, 192.0.2.1:80",
        "https://192.0.2.1, 192.0.2.1:443",
        "HTTPS://192.0.2.1:8443, 192.0.2.1:8443",
        "http://[::1]:8080, [::1]:8080",
        "http://[2001:db8::1], [2001:db8::1]:80",
    })
    void findsTheOriginByAddress(String text, String endpoint) {
        InetSocketAddress server = (InetSocketAddress) server(text);

        assertThat(Endpoints.text(server)).isEqualTo(endpoint);
        assertThat(server.isUnresolved()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "http://LocalHost:8080, localhost:8080",
        "http://site.internal, site.internal:80",
        "http://php_1.backend.:8000, php_1.backend.:8000",
    })
    void leavesTheOriginsNameToBeLookedUpLater(String text, String endpoint) {
        InetSocketAddress server = (InetSocketAddress) server(text);

        assertThat(Endpoints.text(server)).isEqualTo(endpoint);
        assertThat(server.isUnresolved()).isTrue();
    }

    @Test
    void findsTheOriginByItsSocket() {
        assertThat(server("unix:/run/php/site.sock")).isEqualTo(UnixDomainSocketAddress.of("/run/php/site.sock"));
        assertThat(server("unix:/" + "x".repeat(106))).isInstanceOf(UnixDomainSocketAddress.class);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "ftp://site, does not begin with http://, none",
                "site:8080, does not begin with http://, http://site:8080",
                "http:/site, does not begin with http://, none",
                "http://site/blog, 'has a path, but requests keep their own', http://site",
                "http://site:8080/?x, 'has a path, but requests keep their own', http://site:8080",
                "http://site?x, 'has a path, but requests keep their own', http://site",
                "http://anna:secret@site, 'has a user name or password, which are never sent to the origin', none",
                "http://, has no host; IPv6 addresses stand in [ ], none",
                "http://:8080, has no host; IPv6 addresses stand in [ ], none",
                "http://::1:80, has no host; IPv6 addresses stand in [ ], none",
                "http://site:, has a port that is not within 1 to 65535, none",
                "http://site:0, has a port that is not within 1 to 65535, none",
                "http://site:65536, has a port that is not within 1 to 65535, none",
                "http://127.0.0.300, has a host that is neither an address nor a name, none",
                "http://127.1, has a host that is neither an address nor a name, none",
                "http://2130706433, has a host that is neither an address nor a name, none",
                "http://[127.0.0.1]:80, has a host that is neither an address nor a name, none",
                "unix:run/site.sock, is not the whole path of a socket, unix:/run/site.sock",
                "unix:///run/site.sock, is not the whole path of a socket, unix:/run/site.sock",
                "unix:, is not the whole path of a socket, unix:/",
                "http://my site, has a host that is neither an address nor a name, none",
            })
    void refusesAnOriginLike(String text, String why, @Nullable String nearest) {
        assertThat(ConfigurationReader.ofOrigin(text, null, false).problems())
                .extracting(Problem::where, Problem::found, Problem::nearest)
                .containsExactly(tuple("--origin", "\"" + text + "\" " + why, nearest));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:80, 0.0.0.0:80",
        "0.0.0.0:80, 127.0.0.1:80",
        "127.0.0.1:80, 0.0.0.0:80",
        "[::]:80, 0.0.0.0:80",
        "[::]:80, 127.0.0.1:80",
        "[::]:80, [::1]:80",
        "127.0.0.1:80, [::ffff:127.0.0.1]:80",
    })
    void refusesListenersThatCollide(String first, String second) {
        Checked<Configuration> checked = read("listen = [\"%s\",\n\"%s\"]".formatted(first, second));

        assertThat(checked.problems()).extracting(Problem::line, Problem::where).containsExactly(tuple(3, "listen"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:80, 0.0.0.0:81",
        "127.0.0.1:80, 127.0.0.2:80",
        "127.0.0.1:80, [::1]:80",
        "127.0.0.1:0, 127.0.0.1:0"
    })
    void acceptsListenersThatDoNot(String first, String second) {
        assertThat(read("listen = [\"%s\", \"%s\"]".formatted(first, second)).problems())
                .isEmpty();
    }

    @Test
    void refusesTheAdministratorsListenerAmongTheClients() {
        assertThat(read("listen = \":9911\"\nadmin.listen = \"127.0.0.1:9911\"").problems())
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactly(tuple(3, "admin.listen", "clients connect there: listen = 0.0.0.0:9911"));
        assertThat(read("listen = \"[::]:9911\"").problems())
                .extracting(Problem::line, Problem::where, Problem::found)
                .containsExactly(tuple(
                        2, "listen", "127.0.0.1:9911 is the administrator's, unless admin.listen says otherwise"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1:80",
        "127.0.0.1:80, 0.0.0.0:80",
        "127.0.0.1:80, [::]:80",
        "[::1]:80, [::]:80",
        "localhost:80, 0.0.0.0:80",
        "LOCALHOST:80, 127.0.0.1:80",
        "192.0.2.1:80, 192.0.2.1:80",
        "127.0.0.1:9911, 0.0.0.0:80",
    })
    void refusesAnOriginThatIsPortcullisItself(String origin, String listen) {
        assertThat(ConfigurationReader.ofOrigin("http://" + origin, listen, false)
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.where()).isEqualTo("--origin");
                    assertThat(problem.found()).startsWith("is Portcullis itself");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 0.0.0.0:80",
        "192.0.2.1:80, 0.0.0.0:80",
        "127.0.0.1:80, 192.0.2.1:80",
        "site:80, 0.0.0.0:80",
        "127.0.0.2:80, 127.0.0.1:80",
    })
    void acceptsAnOriginElsewhere(String origin, String listen) {
        assertThat(ConfigurationReader.ofOrigin("http://" + origin, listen, false)
                        .problems())
                .isEmpty();
    }

    private static SocketAddress server(String text) {
        return ConfigurationReader.ofOrigin(text, null, false)
                .value()
                .orElseThrow()
                .proxy()
                .sites()
                .all()
                .get(0)
                .origin()
                .servers()
                .get(0);
    }

    private static Checked<Configuration> read(String hocon) {
        return ConfigurationReader.parse("f.conf", "origin = \"http://site\"\n" + hocon, new ManualTime());
    }
}
