package dev.portcullis.app.config;

import dev.portcullis.app.accesslog.LogFormat;
import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.app.config.Configuration.AccessLogSettings;
import dev.portcullis.app.config.Configuration.Reporting;
import dev.portcullis.app.config.Configuration.StateSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.CdnReader;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Document;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Mode;
import dev.portcullis.rules.config.Networks;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.config.RulesReader;
import dev.portcullis.rules.config.SafetyReader;
import dev.portcullis.rules.config.Section;
import dev.portcullis.rules.config.SignalsReader;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.SafetySettings;
import dev.portcullis.rules.rule.Signals;
import dev.portcullis.rules.time.WallClock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: a file, its text, or what the command line says in its place. Every problem is found at once. */
public final class ConfigurationReader {

    private static final Kind<Mode> MODE = Kinds.words(Mode.class);
    private static final Kind<String> ACCESS_LOG = Kinds.text("a path, \"-\" for standard output, or off");
    private static final Kind<String> BAN_LOG =
            Kinds.text("a path such as /var/log/portcullis/bans.log, \"-\" for standard output, or off");
    private static final Kind<LogFormat> LOG_FORMAT = Kinds.words(LogFormat.class);

    private static final Kind<StateSettings> STATE_DIRECTORY =
            Kind.of("off or the path of a directory such as /var/lib/portcullis", ConfigurationReader::stateIn);

    /** The command line names no certificate that might have expired. */
    private static final Instant NO_TIME = Instant.EPOCH;

    private ConfigurationReader() {}

    /** The configuration in a file. A file that can't be read is a problem too, and so is, by this clock, a certificate that has expired. */
    public static Checked<Configuration> read(Path file, WallClock clock) {
        return Document.ofFile(file).check(root -> configuration(root, clock.now()));
    }

    /** The configuration that {@code hocon} says; {@code name} stands for the file in problems. */
    public static Checked<Configuration> parse(String name, String hocon, WallClock clock) {
        return Document.ofText(name, hocon).check(root -> configuration(root, clock.now()));
    }

    /**
     * The defaults, for one site. Problems are about the options {@code --origin} and {@code --listen}.
     *
     * @param origin the site, as in the key {@code origin}
     * @param listen where clients connect, as in the key {@code listen}; null for its default
     * @param observe whether the whole program only watches
     */
    public static Checked<Configuration> ofOrigin(String origin, @Nullable String listen, boolean observe) {
        Map<String, String> values = new HashMap<>();
        values.put("origin", origin);
        values.put("mode", observe ? "observe" : "enforce");
        if (listen != null) {
            values.put("listen", listen);
        }
        Checked<Configuration> checked =
                Document.ofValues("command line", values).check(root -> configuration(root, NO_TIME));
        List<Problem> problems =
                checked.problems().stream().map(ConfigurationReader::ofOption).toList();
        return new Checked<>(checked.value(), problems);
    }

    private static Problem ofOption(Problem problem) {
        return new Problem(
                problem.severity(),
                problem.file(),
                problem.line(),
                "--" + problem.where(),
                problem.found(),
                problem.expected(),
                problem.nearest());
    }

    private static StateSettings stateIn(String text) throws BadValue {
        if (text.equals("off") || text.equals("false")) {
            return StateSettings.OFF;
        }
        if (text.isBlank() || !text.startsWith("/")) {
            throw new BadValue("\"" + text + "\" is not the whole path of a directory");
        }
        try {
            Path directory = Path.of(text);
            return directory.equals(StateSettings.DEFAULT.directory())
                    ? StateSettings.DEFAULT
                    : new StateSettings(directory, true);
        } catch (InvalidPathException e) {
            throw new BadValue("\"" + text + "\" is not a path");
        }
    }

    private static @Nullable Configuration configuration(Section root, Instant now) {
        Listeners listeners = Listeners.read(root);
        StateSettings state = root.get("state-directory", STATE_DIRECTORY, StateSettings.DEFAULT);
        AcmeSettings acme = AcmeReader.read(root, listeners.clients(), state);
        ProxySettings proxy = ProxyReader.read(root, listeners, acme, now);
        PolicySettings policy = policy(root);
        SiteAdmissions admission = AdmissionReader.read(root, policy.clients(), proxy == null ? null : proxy.sites());
        AccessLogSettings accessLog = accessLog(root);
        String banLog = root.find("ban-log", BAN_LOG);
        Reporting reporting =
                new Reporting(NotifyReader.read(root), RoutesReader.read(root), isOff(banLog) ? null : banLog);
        return proxy == null
                ? null
                : new Configuration(proxy, policy, admission, listeners.admin(), accessLog, state, acme, reporting);
    }

    private static PolicySettings policy(Section root) {
        NetworkList trusted = CdnReader.read(
                root, Networks.read(root, "trusted-proxies", "anyone can claim any address in X-Forwarded-For"));
        NetworkList allow = Networks.read(root, "allow", "no rule ever acts on anyone");
        Section section = root.section("clients");
        ClientSettings defaults = ClientSettings.DEFAULT;
        ClientSettings clients = new ClientSettings(
                section.get("ipv6-prefix", Kinds.integers(32, 128), defaults.ipv6Prefix()),
                section.get("ipv4-network", Kinds.integers(8, 32), defaults.ipv4Network()),
                section.get("ipv6-network", Kinds.integers(16, 128), defaults.ipv6Network()),
                section.get("max", Kinds.integers(1_000, 100_000_000), defaults.max()));
        if (clients.ipv6Network() > clients.ipv6Prefix()) {
            section.error("ipv6-network", "a network is smaller than a client", "ipv6-prefix or less");
        }
        boolean observe = root.get("mode", MODE, Mode.ENFORCE) == Mode.OBSERVE;
        SafetySettings safety = SafetyReader.read(root);
        Signals signals = SignalsReader.read(root);
        List<Rule> rules = RulesReader.read(root, signals);
        return new PolicySettings(rules, allow, trusted, clients, observe, signals, safety);
    }

    private static AccessLogSettings accessLog(Section root) {
        String file = root.get("access-log", ACCESS_LOG, "-");
        LogFormat format = root.get("access-log-format", LOG_FORMAT, LogFormat.COMBINED);
        return new AccessLogSettings(isOff(file) ? null : file, format);
    }

    private static boolean isOff(@Nullable String file) {
        return "off".equals(file) || "false".equals(file);
    }
}
