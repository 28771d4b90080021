package dev.portcullis.app.run;

import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.report.AdmissionText;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ProgramVersion;
import dev.portcullis.app.report.RuleText;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the program says of itself when it has started. */
public final class StartSummary {

    private StartSummary() {}

    /** The summary of a program that has just started; asks the servers whether they answer, for three seconds at most. */
    public static String of(Portcullis program, Time time) {
        Configuration configuration = program.configuration();
        return text(
                configuration,
                program.listeners(),
                program.adminAddress(),
                program.transport(),
                OriginProbes.ask(configuration.proxy().sites().all(), time.ticker()));
    }

    static String text(
            Configuration configuration,
            List<Listener> listeners,
            InetSocketAddress admin,
            String transport,
            Map<SocketAddress, OriginProbe.Result> servers) {
        PolicySettings policy = configuration.policy();
        StringBuilder text = new StringBuilder();
        line(text, "Portcullis " + ProgramVersion.get(), "");
        String listen = listeners.stream().map(Endpoint::text).collect(Collectors.joining(", "));
        line(text, "  listens on", listen + " (" + transport + ")");
        sites(text, configuration.proxy().sites(), servers);
        admission(text, configuration.admission(), configuration.proxy().sites());
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
        line(text, "  administration", "http://" + Endpoint.text(admin) + "/");
        String file = configuration.accessLog().file();
        line(text, "  access log", file == null ? "off" : file.equals("-") ? "standard output" : file);
        return text.toString();
    }

    private static void sites(StringBuilder text, SitesSettings sites, Map<SocketAddress, OriginProbe.Result> servers) {
        for (SiteSettings site : sites.named()) {
            line(text, "  site " + site.name(), String.join(", ", site.hosts()));
            servers(text, "", site, servers);
        }
        SiteSettings other = sites.other();
        if (other == null) {
            line(text, "  other hosts", sites.dropUnknown() ? "closed connection" : "421");
        } else {
            servers(text, sites.named().isEmpty() ? "  origin" : "  other hosts", other, servers);
        }
    }

    private static void admission(StringBuilder text, SiteAdmissions admission, SitesSettings sites) {
        String advice = AdmissionText.advice(admission, sites);
        String common = AdmissionText.sentence(admission.common());
        line(text, "  admission", advice.isEmpty() ? common : common + "; " + advice);
        admission.own().forEach((site, own) -> line(text, "    " + site, AdmissionText.sentence(own)));
    }

    private static void servers(
            StringBuilder text, String name, SiteSettings site, Map<SocketAddress, OriginProbe.Result> servers) {
        String before = name;
        for (SocketAddress server : site.origin().servers()) {
            OriginProbe.Result result = servers.get(server);
            String said = result == null ? "" : " " + result.text();
            boolean fails = result != null && !result.answers();
            line(
                    text,
                    before,
                    (fails ? "WARNING: " : "")
                            + Endpoint.server(server, site.origin().tls() != null)
                            + said);
            before = "";
        }
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("%-18s %s", name, value).stripTrailing()).append('\n');
    }
}
