package dev.portcullis.app.run;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.report.RuleText;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** What the program says of itself when it has started. */
public final class StartSummary {

    private StartSummary() {}

    /** The summary of a program that has just started; asks the origin whether it answers, for three seconds at most. */
    public static String of(Portcullis program, Time time) {
        InetSocketAddress origin = program.configuration().origin();
        return text(
                program.configuration(),
                program.addresses(),
                program.adminAddress(),
                program.transport(),
                OriginProbe.ask(origin, time.ticker()));
    }

    static String text(
            Configuration configuration,
            List<InetSocketAddress> addresses,
            InetSocketAddress admin,
            String transport,
            OriginProbe.Result origin) {
        PolicySettings policy = configuration.policy();
        StringBuilder text = new StringBuilder();
        line(text, "Portcullis " + ProgramVersion.get(), "");
        String listen = addresses.stream().map(Endpoint::text).collect(Collectors.joining(", "));
        line(text, "  listens on", listen + " (" + transport + ")");
        String address = Endpoint.text(configuration.origin());
        line(text, "  origin", (origin.answers() ? "" : "WARNING: ") + "http://" + address + " " + origin.text());
        line(text, "  mode", policy.observe() ? "observe: everybody passes, rules are only watched" : "enforce");
        line(
                text,
                "  never acted on",
                count(policy.allow().entries().size(), "address or network", "addresses and networks") + " allowed, "
                        + count(policy.trustedProxies().entries().size(), "trusted proxy", "trusted proxies"));
        line(
                text,
                "  rules",
                policy.rules().isEmpty()
                        ? "none"
                        : Integer.toString(policy.rules().size()));
        for (Rule rule : policy.rules()) {
            line(text, "    " + rule.name(), RuleText.sentence(rule));
        }
        line(text, "  metrics", "http://" + Endpoint.text(admin) + "/metrics");
        line(text, "  administration", "http://" + Endpoint.text(admin) + "/api/v1/status");
        String file = configuration.accessLog().file();
        line(text, "  access log", file == null ? "off" : file.equals("-") ? "standard output" : file);
        return text.toString();
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-18s %s", name, value).stripTrailing()).append('\n');
    }
}
