package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.app.accesslog.LogFormat;
import dev.portcullis.app.config.Configuration.AccessLogSettings;
import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.app.config.Configuration.StateSettings;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.Balance;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.ProxySettings.BanReply;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.config.Problem.Severity;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    private static final String ORIGIN = "origin = \"http://127.0.0.1:8080\"\n";

    /** Every key but those of rules, each with another value than its default. */
    private static final String ALL_DIFFERENT = """
            listen = ["127.0.0.1:8081", "[::1]:8082"]
            origin {
              servers = ["http://site.internal:8090", "unix:/run/site.sock"]
              balance = least-connections
              sticky-cookie = server
              health { path = "/health.php", host = "www.example.org", interval = 6 s, timeout = 2 s, fall = 4, rise = 5 }
              proxy-protocol = v2
            }
            sites.shop { hosts = "shop.example" }
            unknown-host = drop
            proxy-protocol = ["10.0.0.0/8"]
            trusted-proxies = ["10.0.0.0/8", "2001:db8::1"]
            allow = "192.0.2.10"
            admin { listen = "[::1]:9912", token = "0123456789-0123456789" }
            timeouts { header = 11 s, idle = 61 s, connect = 4 s, response = 62 s, drain = 31 s, tunnel = 2 hours }
            limits {
              request-line = 4 KiB, headers = 32 KiB, header-fields = 50, body = 2 MiB
              connections = 5000, connections-per-client = 20, requests-per-connection = 50
              min-rate = 1 kB, min-rate-window = 10 s
            }
            pool { max-idle = 9, idle = 2 s }
            clients { ipv6-prefix = 56, ipv4-network = 22, ipv6-network = 40, max = 5000 }
            transport = io-uring
            event-loops = 3
            mode = observe
            ban-reply = drop
            access-log = "/var/log/portcullis/access.log"
            access-log-format = json
            default-rules = off
            rules.mine { where { path = "/x" }, then = deny }
            """;

    private final Configuration defaults = value(ORIGIN);
    private final Configuration different = value(ALL_DIFFERENT);

    @Test
    void theProxyHasItsDefaults() {
        assertThat(defaults.proxy())
                .isEqualTo(ProxySettings.of(endpoint("0.0.0.0", 80), OriginSettings.of(endpoint("127.0.0.1", 8080))));
    }

    @Test
    void everyKeyOfTheProxyCanDiffer() {
        assertThat(different.proxy())
                .isEqualTo(new ProxySettings(
                        new ListenSettings(
                                List.of(endpoint("127.0.0.1", 8081), endpoint("::1", 8082)),
                                List.of(address("10.0.0.0").widen(8, 8))),
                        different.proxy().sites(),
                        different.proxy().limits(),
                        different.proxy().clients(),
                        different.proxy().timeouts(),
                        new LoopSettings(Transport.IO_URING, 3),
                        BanReply.DROP));
    }

    @Test
    void timeoutsHaveTheirDefaults() {
        assertThat(defaults.proxy().timeouts()).isEqualTo(Timeouts.DEFAULT);
    }

    @Test
    void everyTimeoutCanDiffer() {
        assertThat(different.proxy().timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(11), Duration.ofSeconds(61), Duration.ofSeconds(4), Duration.ofSeconds(31)));
        assertThat(site(different).limits())
                .isEqualTo(new SiteLimits(2 << 20, Duration.ofSeconds(62), Duration.ofHours(2)));
    }

    private static SiteSettings site(Configuration configuration) {
        return configuration.proxy().sites().all().get(0);
    }

    @Test
    void theOriginCanDiffer() {
        assertThat(site(different).origin())
                .isEqualTo(new OriginSettings(
                        List.of(
                                InetSocketAddress.createUnresolved("site.internal", 8090),
                                UnixDomainSocketAddress.of("/run/site.sock")),
                        Balance.LEAST_CONNECTIONS,
                        "server",
                        new HealthSettings(
                                "/health.php", "www.example.org", Duration.ofSeconds(6), Duration.ofSeconds(2), 4, 5),
                        site(different).origin().pool(),
                        ProxyProtocol.V2));
    }

    @Test
    void sitesCanDiffer() {
        assertThat(different.proxy().sites())
                .isEqualTo(new SitesSettings(
                        List.of(new SiteSettings(
                                "shop",
                                List.of("shop.example"),
                                site(different).origin(),
                                site(different).limits())),
                        null,
                        true));
    }

    @Test
    void limitsOfClientsHaveTheirDefaults() {
        assertThat(defaults.proxy().clients()).isEqualTo(ClientLimits.DEFAULT);
    }

    @Test
    void everyLimitOfClientsCanDiffer() {
        assertThat(different.proxy().clients()).isEqualTo(new ClientLimits(5000, 20, 50, 1000, Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false"})
    void limitsOfClientsCanBeOff(String off) {
        String hocon = ORIGIN + "limits { connections-per-client = %s, min-rate = %s }".formatted(off, off);
        ClientLimits limits = value(hocon).proxy().clients();

        assertThat(limits.connectionsPerClient()).isZero();
        assertThat(limits.rate()).isZero();
    }

    @Test
    void limitsHaveTheirDefaults() {
        assertThat(defaults.proxy().limits()).isEqualTo(Limits.DEFAULT);
    }

    @Test
    void everyLimitCanDiffer() {
        assertThat(different.proxy().limits()).isEqualTo(new Limits(4096, 32768, 50));
    }

    @Test
    void thePoolHasItsDefaults() {
        assertThat(site(defaults).origin().pool()).isEqualTo(PoolSettings.DEFAULT);
    }

    @Test
    void everyKeyOfThePoolCanDiffer() {
        assertThat(site(different).origin().pool()).isEqualTo(new PoolSettings(9, Duration.ofSeconds(2)));
    }

    @Test
    void clientsHaveTheirDefaults() {
        assertThat(defaults.policy().clients()).isEqualTo(ClientSettings.DEFAULT);
    }

    @Test
    void everyKeyOfClientsCanDiffer() {
        assertThat(different.policy().clients()).isEqualTo(new ClientSettings(56, 22, 40, 5000));
    }

    @Test
    void policyHasItsDefaults() {
        assertThat(defaults.policy())
                .isEqualTo(new PolicySettings(
                        defaults.policy().rules(),
                        NetworkList.EMPTY,
                        NetworkList.EMPTY,
                        ClientSettings.DEFAULT,
                        false,
                        Signals.DEFAULT,
                        SafetySettings.DEFAULT));
        assertThat(defaults.policy().rules())
                .extracting(Rule::name)
                .containsExactly(
                        "hourly-flood", "storm", "costly", "scanner", "login-guess", "probes", "origin-signal");
    }

    @Test
    void everyKeyOfPolicyCanDiffer() {
        assertThat(different.policy())
                .isEqualTo(new PolicySettings(
                        different.policy().rules(),
                        new NetworkList(List.of(address("192.0.2.10"))),
                        new NetworkList(List.of(address("10.0.0.0").widen(8, 8), address("2001:db8::1"))),
                        different.policy().clients(),
                        true,
                        Signals.DEFAULT,
                        SafetySettings.DEFAULT));
        assertThat(different.policy().rules()).extracting(Rule::name).containsExactly("mine");
    }

    @Test
    void theAdministratorsListenerHasItsDefault() {
        assertThat(defaults.admin()).isEqualTo(new AdminSettings(endpoint("127.0.0.1", 9911)));
    }

    @Test
    void theAdministratorsListenerCanDiffer() {
        assertThat(different.admin()).isEqualTo(new AdminSettings(endpoint("::1", 9912), "0123456789-0123456789"));
    }

    @Test
    void theAccessLogGoesToStandardOutput() {
        assertThat(defaults.accessLog()).isEqualTo(new AccessLogSettings("-", LogFormat.COMBINED));
    }

    @Test
    void theAccessLogCanDiffer() {
        assertThat(different.accessLog())
                .isEqualTo(new AccessLogSettings("/var/log/portcullis/access.log", LogFormat.JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "\"off\""})
    void theAccessLogCanBeOff(String off) {
        assertThat(value(ORIGIN + "access-log = " + off).accessLog()).isEqualTo(new AccessLogSettings(null));
    }

    @Test
    void theOriginIsMandatory() {
        assertThat(read("").problems())
                .containsExactly(new Problem(
                        Severity.ERROR,
                        "f.conf",
                        0,
                        "origin",
                        "is missing",
                        "http:// or https://, a host and perhaps a port, such as http://127.0.0.1:8080, or unix:/ and a path",
                        null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    timeouts.header = 0.9 s           | "0.9 s" is too short
                    timeouts.header = 61 minutes      | "61 minutes" is too long
                    timeouts.idle = 500 ms            | "500 ms" is too short
                    timeouts.connect = 99 ms          | "99 ms" is too short
                    timeouts.response = 0 s           | "0 s" is too short
                    timeouts.drain = -1 s             | "-1 s" is too short
                    timeouts.tunnel = 25 hours        | "25 hours" is too long
                    limits.request-line = 255         | "255" is too small
                    limits.request-line = 65 KiB      | "65 KiB" is too large
                    limits.headers = 1023             | "1023" is too small
                    limits.headers = 2 MiB            | "2 MiB" is too large
                    limits.header-fields = 9          | 9 is too small
                    limits.header-fields = 1001       | 1001 is too large
                    limits.body = 0                   | "0" is too small
                    limits.body = 2 TiB               | "2 TiB" is too large
                    limits.connections = 9            | 9 is too small
                    limits.connections = off          | "off" is not a number
                    limits.connections-per-client = 0 | 0 is too small
                    limits.requests-per-connection = 0 | 0 is too small
                    limits.min-rate = 2 GiB           | "2 GiB" is too large
                    limits.min-rate = 500 bytez       | "500 bytez" is not a size
                    limits.min-rate-window = 0.5 s    | "0.5 s" is too short
                    unknown-host = refuse             | every host is unknown: there are no sites
                    unknown-host = ignore             | unknown word "ignore"
                    proxy-protocol = example.org      | "example.org" is a name, and names are not looked up
                    pool.max-idle = -1                | -1 is too small
                    pool.max-idle = 10001             | 10001 is too large
                    pool.idle = 1 day                 | "1 day" is too long
                    clients.ipv6-prefix = 31          | 31 is too small
                    clients.ipv6-prefix = 129         | 129 is too large
                    clients.ipv4-network = 7          | 7 is too small
                    clients.ipv4-network = 33         | 33 is too large
                    clients.ipv6-network = 15         | 15 is too small
                    clients.ipv6-network = 65         | a network is smaller than a client
                    clients.max = 999                 | 999 is too small
                    event-loops = 0                   | 0 is too small
                    event-loops = many                | "many" is not a number
                    transport = io_uring              | unknown word "io_uring"
                    ban-reply = block                 | unknown word "block"
                    mode = off                        | unknown word "off"
                    access-log = ""                   | is empty
                    admin.listen = "0.0.0.0:9911"     | 0.0.0.0:9911 can be reached from elsewhere, and there is no admin.token
                    admin.listen = "127.0.0.1"        | "127.0.0.1" has no port
                    listen = []                       | is an empty list
                    allow = example.org               | "example.org" is a name, and names are not looked up
                    trusted-proxies = "10.0.0.1/8"    | "10.0.0.1/8" is an address of the network 10.0.0.0/8
                    """)
    void refusesAValueOutOfItsRange(String line, String found) {
        Checked<Configuration> checked = read(ORIGIN + line);

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems())
                .extracting(Problem::severity, Problem::line, Problem::where, Problem::found)
                .containsExactly(tuple(Severity.ERROR, 2, line.substring(0, line.indexOf(' ')), found));
    }

    @Test
    void keepsItsStateWhereItIsTold() {
        assertThat(read(ORIGIN).value().orElseThrow().state()).isEqualTo(StateSettings.DEFAULT);
        assertThat(read(ORIGIN + "state-directory = off").value().orElseThrow().state())
                .isEqualTo(StateSettings.OFF);
        assertThat(read(ORIGIN + "state-directory = \"/srv/state\"")
                        .value()
                        .orElseThrow()
                        .state())
                .isEqualTo(new StateSettings(Path.of("/srv/state"), true));
        assertThat(read(ORIGIN + "state-directory = state").problems())
                .extracting(Problem::found)
                .containsExactly("\"state\" is not the whole path of a directory");
    }

    @Test
    void warnsOfTrustingOrAllowingEverybody() {
        Checked<Configuration> checked = read(ORIGIN + "trusted-proxies = \"0.0.0.0/0\"\nallow = \"::/0\"");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems())
                .extracting(Problem::severity, Problem::line, Problem::found)
                .containsExactly(
                        tuple(
                                Severity.WARNING,
                                2,
                                "0.0.0.0/0 is every address: anyone can claim any address in X-Forwarded-For"),
                        tuple(Severity.WARNING, 3, "::/0 is every address: no rule ever acts on anyone"));
    }

    private static InetSocketAddress endpoint(String address, int port) {
        return new InetSocketAddress(address(address).address(), port);
    }

    private static IpPrefix address(String text) {
        return Objects.requireNonNull(AddressText.parse(text));
    }

    private static Configuration value(String hocon) {
        Checked<Configuration> checked = read(hocon);
        assertThat(checked.problems()).isEmpty();
        return checked.value().orElseThrow();
    }

    private static Checked<Configuration> read(String hocon) {
        return ConfigurationReader.parse("f.conf", hocon, new ManualTime());
    }
}
