package dev.portcullis.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;

/** The status as JSON. */
final class StatusJson {

    private StatusJson() {}

    static void write(JsonGenerator json, StatusReport status) throws IOException {
        json.writeStringField("version", status.version());
        json.writeStringField("started", status.started().toString());
        json.writeNumberField("uptimeSeconds", status.uptime().toSeconds());
        json.writeStringField("mode", status.policy().mode());
        StatusReport.Loaded configuration = status.configuration();
        json.writeStringField("configuration", configuration.source());
        json.writeStringField("configurationSince", configuration.since().toString());
        json.writeStringField("lastReload", configuration.lastReload().toString());
        json.writeBooleanField("lastReloadSuccessful", configuration.lastReloadSuccessful());
        StatusReport.Path path = status.path();
        json.writeArrayFieldStart("listen");
        for (String address : path.listen()) {
            json.writeString(address);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sites");
        for (StatusReport.SiteReport site : path.sites()) {
            write(json, site);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("admissions");
        for (StatusReport.AdmissionState admission : path.admissions()) {
            write(json, admission);
        }
        json.writeEndArray();
        json.writeStringField("transport", path.transport());
        json.writeNumberField("clientConnections", path.clientConnections());
        json.writeNumberField("activeRequests", path.activeRequests());
        json.writeNumberField("activeOriginConnections", path.activeOriginConnections());
        json.writeNumberField("idleOriginConnections", path.idleOriginConnections());
        StatusReport.Policy policy = status.policy();
        json.writeNumberField("trackedClients", policy.trackedClients());
        json.writeNumberField("enforcedBans", policy.enforcedBans());
        json.writeNumberField("observedBans", policy.observedBans());
        json.writeArrayFieldStart("warnings");
        for (String warning : policy.warnings()) {
            json.writeString(warning);
        }
        json.writeEndArray();
        json.writeNumberField("accessLogDropped", status.accessLogDropped());
        json.writeArrayFieldStart("certificates");
        for (StatusReport.CertificateReport certificate : status.certificates()) {
            write(json, certificate);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rules");
        for (StatusReport.RuleReport rule : policy.rules()) {
            json.writeStartObject();
            json.writeStringField("name", rule.name());
            json.writeStringField("sentence", rule.sentence());
            json.writeNumberField("acted", rule.acted());
            json.writeNumberField("observed", rule.observed());
            json.writeNumberField("spared", rule.spared());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, StatusReport.CertificateReport certificate) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", certificate.file());
        json.writeArrayFieldStart("hosts");
        for (String host : certificate.hosts()) {
            json.writeString(host);
        }
        json.writeEndArray();
        json.writeStringField("expires", certificate.expires().toString());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StatusReport.SiteReport site) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", site.name());
        json.writeArrayFieldStart("hosts");
        for (String host : site.hosts()) {
            json.writeString(host);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("servers");
        for (StatusReport.ServerReport server : site.servers()) {
            json.writeStartObject();
            json.writeStringField("address", server.address());
            json.writeBooleanField("up", server.up());
            json.writeNumberField("activeRequests", server.activeRequests());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StatusReport.AdmissionState admission) throws IOException {
        json.writeStartObject();
        json.writeStringField("site", admission.site());
        write(json, "pages", admission.pages());
        write(json, "files", admission.files());
        json.writeNumberField("shed", admission.shed());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, StatusReport.LaneState lane) throws IOException {
        json.writeObjectFieldStart(name);
        if (lane.limit() != null) {
            json.writeNumberField("limit", lane.limit());
        }
        json.writeNumberField("inFlight", lane.inFlight());
        json.writeNumberField("waiting", lane.waiting());
        json.writeEndObject();
    }

    static StatusReport read(JsonObject status) {
        StatusReport.Path path = new StatusReport.Path(
                status.texts("listen"),
                status.objects("sites").stream().map(StatusJson::site).toList(),
                status.objects("admissions").stream().map(StatusJson::admission).toList(),
                status.text("transport"),
                status.number("clientConnections"),
                status.number("activeRequests"),
                status.number("activeOriginConnections"),
                status.number("idleOriginConnections"));
        StatusReport.Policy policy = new StatusReport.Policy(
                status.text("mode"),
                status.number("trackedClients"),
                Math.toIntExact(status.number("enforcedBans")),
                Math.toIntExact(status.number("observedBans")),
                status.texts("warnings"),
                status.objects("rules").stream().map(StatusJson::rule).toList());
        return new StatusReport(
                status.text("version"),
                status.instant("started"),
                Duration.ofSeconds(status.number("uptimeSeconds")),
                new StatusReport.Loaded(
                        status.text("configuration"),
                        status.instant("configurationSince"),
                        status.instant("lastReload"),
                        status.flag("lastReloadSuccessful")),
                path,
                policy,
                status.number("accessLogDropped"),
                status.objects("certificates").stream()
                        .map(StatusJson::certificate)
                        .toList());
    }

    private static StatusReport.CertificateReport certificate(JsonObject certificate) {
        return new StatusReport.CertificateReport(
                certificate.text("file"), certificate.texts("hosts"), certificate.instant("expires"));
    }

    private static StatusReport.SiteReport site(JsonObject site) {
        return new StatusReport.SiteReport(
                site.text("name"),
                site.texts("hosts"),
                site.objects("servers").stream().map(StatusJson::server).toList());
    }

    private static StatusReport.AdmissionState admission(JsonObject admission) {
        return new StatusReport.AdmissionState(
                admission.text("site"),
                lane(admission.object("pages")),
                lane(admission.object("files")),
                admission.number("shed"));
    }

    private static StatusReport.LaneState lane(JsonObject lane) {
        Integer limit = lane.has("limit") ? Math.toIntExact(lane.number("limit")) : null;
        return new StatusReport.LaneState(
                limit, Math.toIntExact(lane.number("inFlight")), Math.toIntExact(lane.number("waiting")));
    }

    private static StatusReport.ServerReport server(JsonObject server) {
        return new StatusReport.ServerReport(
                server.text("address"), server.flag("up"), server.number("activeRequests"));
    }

    private static StatusReport.RuleReport rule(JsonObject rule) {
        return new StatusReport.RuleReport(
                rule.text("name"),
                rule.text("sentence"),
                rule.number("acted"),
                rule.number("observed"),
                rule.number("spared"));
    }
}
