package dev.portcullis.app.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How the program stands, as people read it. */
public final class StatusText {

    private StatusText() {}

    /** The status on one screen. */
    public static String of(StatusReport status) {
        StatusReport.Path path = status.path();
        StatusReport.Policy policy = status.policy();
        Columns facts = new Columns();
        facts.row("version", status.version());
        facts.row("running for", DurationText.rough(status.uptime()));
        configuration(facts, status.configuration());
        facts.row("mode", policy.mode());
        facts.row("serves", String.join(", ", path.listen()) + " (" + path.transport() + ")");
        facts.row(
                "clients", path.clientConnections() + " connections, " + path.activeRequests() + " requests under way");
        facts.row(
                "to the origin",
                path.activeOriginConnections() + " connections in use, " + path.idleOriginConnections() + " kept");
        String name = "certificates";
        for (StatusReport.CertificateReport certificate : status.certificates()) {
            String hosts = String.join(", ", certificate.hosts());
            facts.row(name, Printable.of(hosts) + " until " + second(certificate.expires()));
            name = "";
        }
        facts.row("bans", policy.enforcedBans() + " in force, " + policy.observedBans() + " only watched");
        for (String warning : policy.warnings()) {
            facts.row("", "WARNING: " + Printable.of(warning));
        }
        facts.row("tracked", policy.trackedClients() + " clients");
        if (status.accessLogDropped() > 0) {
            facts.row("access log", status.accessLogDropped() + " lines lost");
        }
        StringBuilder text = new StringBuilder();
        facts.appendTo(text, "");
        text.append('\n');
        sites(text, path.sites());
        text.append('\n');
        admissions(text, path.admissions());
        text.append('\n');
        rules(text, policy.rules());
        return text.toString();
    }

    private static void configuration(Columns facts, StatusReport.Loaded loaded) {
        facts.row("configuration", Printable.of(loaded.source()) + ", in force since " + second(loaded.since()));
        if (!loaded.lastReloadSuccessful()) {
            facts.row("", "WARNING: the reload at " + second(loaded.lastReload()) + " was refused; the log says why");
        }
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static void sites(StringBuilder text, List<StatusReport.SiteReport> sites) {
        Columns columns = new Columns();
        columns.row("SITE", "SERVER", "IS", "SERVING", "HOSTS");
        for (StatusReport.SiteReport site : sites) {
            String name = site.name().isEmpty() ? "-" : site.name();
            String hosts = site.hosts().isEmpty() ? "every other" : String.join(", ", site.hosts());
            for (StatusReport.ServerReport server : site.servers()) {
                String state = server.up() ? "up" : "DOWN";
                columns.row(name, server.address(), state, Long.toString(server.activeRequests()), hosts);
                name = "";
                hosts = "";
            }
        }
        columns.appendTo(text, "");
    }

    private static void admissions(StringBuilder text, List<StatusReport.AdmissionState> admissions) {
        Columns columns = new Columns();
        columns.row("ADMISSION", "LIMIT", "IN FLIGHT", "WAITING", "FILES IN FLIGHT", "FILES WAITING", "SHED");
        for (StatusReport.AdmissionState admission : admissions) {
            StatusReport.LaneState pages = admission.pages();
            StatusReport.LaneState files = admission.files();
            columns.row(
                    admission.site().isEmpty() ? "-" : admission.site(),
                    pages.limit() == null ? "off" : pages.limit().toString(),
                    Integer.toString(pages.inFlight()),
                    Integer.toString(pages.waiting()),
                    Integer.toString(files.inFlight()),
                    Integer.toString(files.waiting()),
                    Long.toString(admission.shed()));
        }
        columns.appendTo(text, "");
    }

    private static void rules(StringBuilder text, List<StatusReport.RuleReport> rules) {
        if (rules.isEmpty()) {
            text.append("There are no rules.\n");
            return;
        }
        Columns columns = new Columns();
        columns.row("RULE", "REFUSED", "WATCHED", "SPARED", "WHAT IT DOES");
        for (StatusReport.RuleReport rule : rules) {
            columns.row(
                    rule.name(),
                    Long.toString(rule.acted()),
                    Long.toString(rule.observed()),
                    Long.toString(rule.spared()),
                    Printable.of(rule.sentence()));
        }
        columns.appendTo(text, "");
    }
}
