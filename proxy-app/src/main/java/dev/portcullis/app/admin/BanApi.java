package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.CONFLICT;
import static io.netty.handler.codec.http.HttpResponseStatus.CREATED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;

import dev.portcullis.app.report.AddressInput;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.DurationText;
import dev.portcullis.app.report.ImportReport;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.SupportCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked of bans. Throws IllegalArgumentException, with a message for people, for what can't be understood. */
final class BanApi {

    private final Operator operator;

    BanApi(Operator operator) {
        this.operator = operator;
    }

    /** A page of those in force, by the parameters {@code limit} and {@code after} of the query. */
    Answer list(Map<String, List<String>> query) {
        String limit = only(query, "limit");
        String after = only(query, "after");
        int most = limit == null ? BanPage.USUAL : most(limit);
        return Answer.json(ReportJson.bans(operator.bans(most, after)));
    }

    private static @Nullable String only(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException("\"" + name + "\" is there more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static int most(String limit) {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > BanPage.MOST) {
            throw new IllegalArgumentException("\"limit\" is a whole number from 1 to " + BanPage.MOST);
        }
        return Integer.parseInt(limit);
    }

    /** Of an address or network, or of the ban with a support code. */
    Answer why(String asked) {
        if (asked.indexOf('.') >= 0 || asked.indexOf(':') >= 0) {
            return Answer.json(ReportJson.why(operator.why(AddressInput.parse(asked))));
        }
        String code = SupportCode.parse(asked);
        List<Ban> bans = operator.coded(code);
        return bans.isEmpty()
                ? Answer.error(NOT_FOUND, "no ban in force has the code " + code + ": it has ended, or was lifted")
                : Answer.json(ReportJson.why(operator.why(bans.get(0).subject())));
    }

    /** Bans many; who can't be banned is told and keeps nobody else from it. */
    Answer addAll(String body) {
        int made = 0;
        Map<String, String> refused = new LinkedHashMap<>();
        for (JsonObject wanted : JsonObject.parse(body).objects("bans")) {
            IpPrefix subject = AddressInput.parse(wanted.text("address"));
            try {
                operator.ban(subject, DurationText.parse(wanted.text("for")), wanted.text("reason"));
                made++;
            } catch (IllegalArgumentException e) {
                refused.put(subject.toString(), String.valueOf(e.getMessage()));
            }
        }
        return Answer.json(ReportJson.imported(new ImportReport(made, List.copyOf(refused.values()))));
    }

    Answer add(String body) {
        JsonObject wanted = JsonObject.parse(body);
        IpPrefix subject = AddressInput.parse(wanted.text("address"));
        Duration lasts = DurationText.parse(wanted.text("for"));
        String reason = wanted.text("reason");
        if (reason.isBlank()) {
            throw new IllegalArgumentException("\"reason\" is empty: say why, for whoever finds the ban");
        }
        try {
            return Answer.json(CREATED, ReportJson.bans(List.of(operator.ban(subject, lasts, reason))));
        } catch (IllegalArgumentException e) {
            return Answer.error(CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /** Lifts all bans of a rule. */
    Answer liftAll(List<String> rule) {
        if (rule.size() != 1 || rule.get(0).isBlank()) {
            throw new IllegalArgumentException(
                    "say which bans are to be lifted: an address in the path, or ?rule=NAME");
        }
        List<Ban> lifted = operator.liftAll(rule.get(0));
        return lifted.isEmpty()
                ? Answer.error(NOT_FOUND, "no ban in force was made by rule " + rule.get(0))
                : Answer.json(ReportJson.bans(lifted));
    }

    /** Takes in what a process has banned that ends. */
    Answer inherit(String body) {
        operator.inherit(ReportJson.readBans(body));
        return Answer.json("{}\n");
    }

    Answer lift(String address) {
        IpPrefix subject = AddressInput.parse(address);
        List<Ban> lifted = operator.lift(subject);
        if (!lifted.isEmpty()) {
            return Answer.json(ReportJson.bans(lifted));
        }
        List<Ban> around = operator.why(subject).bans();
        return Answer.error(
                NOT_FOUND,
                around.isEmpty()
                        ? subject + " is not banned"
                        : subject + " has no ban of its own, but is in "
                                + around.get(0).subject() + ", which is banned");
    }
}
