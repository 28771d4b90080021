package dev.portcullis.app.config;

import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Signals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is different between two configurations, in lines for people. */
public final class ConfigurationChanges {

    private final List<String> lines = new ArrayList<>();

    private ConfigurationChanges() {}

    /** The differences, in the order of the keys; empty when there is none. */
    public static List<String> between(Configuration before, Configuration after) {
        ConfigurationChanges changes = new ConfigurationChanges();
        changes.proxy(before.proxy(), after.proxy());
        changes.policy(before.policy(), after.policy());
        changes.admission(before.admission(), after.admission());
        if (!Objects.equals(before.admin().token(), after.admin().token())) {
            changes.lines.add("admin.token: changed");
        }
        changes.value("access-log", before.accessLog(), after.accessLog());
        if (!Objects.equals(before.acme(), after.acme())) {
            changes.lines.add("tls.acme: changed");
        }
        if (!Objects.equals(before.reporting().banLog(), after.reporting().banLog())) {
            changes.lines.add("ban-log: changed");
        }
        changes.value("routes", before.reporting().routes(), after.reporting().routes());
        changes.value(
                "notify", before.reporting().notifications(), after.reporting().notifications());
        return List.copyOf(changes.lines);
    }

    private void proxy(ProxySettings before, ProxySettings after) {
        list(
                "listen",
                before.listen().listeners().stream().map(Endpoints::text).toList(),
                after.listen().listeners().stream().map(Endpoints::text).toList());
        list(
                "proxy-protocol",
                before.listen().proxyProtocolPeers(),
                after.listen().proxyProtocolPeers());
        value("tls", before.listen().tls(), after.listen().tls());
        value("tls.http3", before.listen().http3(), after.listen().http3());
        named(
                "site ",
                byName(before.sites().named(), SiteSettings::name),
                byName(after.sites().named(), SiteSettings::name));
        boolean other = before.sites().dropUnknown() != after.sites().dropUnknown();
        if (other || !Objects.equals(before.sites().other(), after.sites().other())) {
            lines.add("what hosts of no site get: changed");
        }
        value("limits", before.limits(), after.limits());
        value("limits of clients", before.clients(), after.clients());
        value("timeouts", before.timeouts(), after.timeouts());
        value("ban-reply", before.banReply(), after.banReply());
    }

    private void admission(SiteAdmissions before, SiteAdmissions after) {
        admission("admission", before.common(), after.common());
        Set<String> own = new LinkedHashSet<>(after.own().keySet());
        own.addAll(before.own().keySet());
        own.forEach(site -> admission("admission of " + site, before.of(site), after.of(site)));
    }

    private void admission(String what, Optional<AdmissionSettings> before, Optional<AdmissionSettings> after) {
        if (!before.equals(after)) {
            lines.add(what + ": " + (after.isEmpty() ? "off" : before.isEmpty() ? "on" : "changed"));
        }
    }

    private void policy(PolicySettings before, PolicySettings after) {
        list(
                "trusted-proxies",
                before.trustedProxies().entries(),
                after.trustedProxies().entries());
        list("allow", before.allow().entries(), after.allow().entries());
        value("clients", before.clients(), after.clients());
        signals(before.signals(), after.signals());
        if (!before.safety().equals(after.safety())) {
            lines.add("bans, learn-admins or untrusted-forwarding: changed");
        }
        if (before.observe() != after.observe()) {
            lines.add("mode: " + (after.observe() ? "observe" : "enforce"));
        }
        named("rule ", byName(before.rules(), Rule::name), byName(after.rules(), Rule::name));
    }

    private void signals(Signals before, Signals after) {
        value("sessions", before.sessions(), after.sessions());
        value("login", before.logins(), after.logins());
        value("origin-signal", before.originField(), after.originField());
        value("country-database", before.countries(), after.countries());
        value("crawlers", before.crawlers(), after.crawlers());
    }

    private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
        return items.stream().collect(Collectors.toMap(name, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }

    private <T> void named(String what, Map<String, T> before, Map<String, T> after) {
        Set<String> names = new LinkedHashSet<>(after.keySet());
        names.addAll(before.keySet());
        for (String name : names) {
            T old = before.get(name);
            T now = after.get(name);
            if (now == null) {
                lines.add(what + name + ": gone");
            } else if (old == null) {
                lines.add(what + name + ": new");
            } else {
                value(what + name, old, now);
            }
        }
    }

    private void list(String key, Collection<?> before, Collection<?> after) {
        String more = only(after, before);
        String less = only(before, after);
        if (!more.isEmpty()) {
            lines.add(key + ": now also " + more);
        }
        if (!less.isEmpty()) {
            lines.add(key + ": no more " + less);
        }
    }

    private static String only(Collection<?> in, Collection<?> notIn) {
        return in.stream()
                .filter(item -> !notIn.contains(item))
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    private void value(String key, Object before, Object after) {
        if (!before.equals(after)) {
            lines.add(key + ": changed");
        }
    }
}
