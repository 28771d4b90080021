package dev.portcullis.app.report;

import dev.portcullis.rules.ban.Ban;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an address stands, on one screen: refused or not, the arithmetic behind it, the requests that made it and how to
 * lift it. Nothing that a stranger sent can command the terminal.
 */
public final class WhyText {

    private static final int MAX_REQUEST = 100;
    private static final int MAX_GROUPS = 5;

    private final BanText bans;
    private final String command;
    private final String options;

    /**
     * Screens with times as {@code bans} has them.
     *
     * @param command what the user calls this program by
     * @param options options that a command needs to reach this running program, with a blank before; or empty
     */
    public WhyText(BanText bans, String command, String options) {
        this.bans = bans;
        this.command = command;
        this.options = options;
    }

    /** The screen. */
    public String of(WhyReport why) {
        StringBuilder text = new StringBuilder();
        headline(text, why);
        if (!why.client().equals(why.address())) {
            text.append("Its requests are charged to ").append(why.client()).append(".\n");
        }
        if (why.allowedBy() != null) {
            text.append("It is on the allow-list (")
                    .append(Printable.of(why.allowedBy()))
                    .append("): no rule acts on it.\n");
        }
        if (why.unbannable() != null) {
            text.append(Printable.of(why.unbannable())).append(".\n");
        }
        if (why.bans().isEmpty()) {
            standing(text, why.rules());
        }
        for (WhyReport.Account account : why.accounts()) {
            account(text, account);
        }
        return text.toString();
    }

    private void headline(StringBuilder text, WhyReport why) {
        text.append(why.address());
        if (why.bans().isEmpty()) {
            text.append(" is not banned.\n");
            return;
        }
        Ban first = why.bans().get(0);
        text.append(
                why.refused()
                        ? " is banned until " + bans.dateTime(first.end()) + " (" + bans.left(first) + " left).\n"
                        : " is under a ban that refuses nobody: " + reasonForPassing(why, first) + ".\n");
    }

    private static String reasonForPassing(WhyReport why, Ban ban) {
        if (why.allowedBy() != null) {
            return "allow beats ban";
        }
        if (why.observing()) {
            return "the whole program only watches";
        }
        return ban.observed() ? "rule " + ban.rule() + " only watches" : "it has just ended";
    }

    private void account(StringBuilder text, WhyReport.Account account) {
        Ban ban = account.ban();
        text.append('\n');
        Columns columns = new Columns();
        columns.row("banned", ban.subject() + (ban.observed() ? " (only watched)" : ""));
        columns.row("why", BanText.author(ban) + ": " + Printable.of(ban.reason()));
        if (account.sentence() != null) {
            columns.row("rule", Printable.of(account.sentence()));
        }
        columns.row("from", bans.dateTime(ban.start()));
        columns.row("until", bans.dateTime(ban.end()) + " (" + bans.left(ban) + " left)");
        if (ban.evidence() != null) {
            columns.row("before", ban.times() == 1 ? "never by this rule" : times(ban.times() - 1) + " by this rule");
        }
        columns.row("refused", account.refused() + (account.refused() == 1 ? " request" : " requests") + " so far");
        String cost = BanCost.text(ban, account.refused());
        if (!cost.isEmpty()) {
            columns.row("cost", cost);
        }
        String fingerprints = fingerprints(ban.evidence());
        if (!fingerprints.isEmpty()) {
            columns.row("TLS", fingerprints);
        }
        columns.row("code", account.code() + ", on the page that the client sees");
        columns.row("lift it", command + " ban remove " + ban.subject() + options);
        columns.appendTo(text, "  ");
        if (ban.evidence() != null) {
            requests(text, ban.evidence().last());
        }
    }

    /** The fingerprints of the requests that were counted, each once. */
    private static String fingerprints(Ban.@Nullable Evidence evidence) {
        return evidence == null
                ? ""
                : evidence.last().stream()
                        .map(Ban.Request::fingerprint)
                        .filter(fingerprint -> !fingerprint.isEmpty())
                        .distinct()
                        .map(Printable::of)
                        .collect(Collectors.joining(", "));
    }

    private static String times(int times) {
        return times == 1 ? "once" : times + " times";
    }

    private void requests(StringBuilder text, List<Ban.Request> requests) {
        if (requests.isEmpty()) {
            return;
        }
        text.append("\n  The last ").append(requests.size()).append(" of the requests that were counted:\n");
        Columns columns = new Columns();
        columns.row("TIME", "STATUS", "ORIGIN", "REQUEST");
        for (Ban.Request request : requests) {
            columns.row(
                    bans.time(request.at()),
                    request.status() == 0 ? "-" : Integer.toString(request.status()),
                    String.format(Locale.ROOT, "%.3f s", request.originNanos() / 1e9),
                    shortened(Printable.of(request.method() + " " + request.host() + request.path())));
        }
        columns.appendTo(text, "  ");
    }

    private static String shortened(String request) {
        return request.length() <= MAX_REQUEST ? request : request.substring(0, MAX_REQUEST) + "...";
    }

    private static void standing(StringBuilder text, List<WhyReport.Standing> rules) {
        text.append("\n  What stands against it now:\n");
        Columns columns = new Columns();
        columns.row("RULE", "COUNTED", "LIMIT", "USED", "WHAT IT DOES");
        for (WhyReport.Standing standing : rules) {
            WhyReport.Progress progress = standing.progress();
            boolean unknown = !standing.by().isEmpty() && standing.groups().isEmpty();
            columns.row(
                    standing.rule(),
                    progress == null
                            ? "-"
                            : unknown ? "by " + standing.by() : RuleText.amount(progress.count(), progress.counted()),
                    progress == null ? "first match" : RuleText.amount(progress.count(), progress.limit()),
                    progress == null
                            ? "-"
                            : unknown ? "< 50%" : String.format(Locale.ROOT, "%.0f%%", 100 * progress.share()),
                    Printable.of(standing.sentence()));
        }
        columns.appendTo(text, "  ");
        rules.forEach(standing -> groups(text, standing));
    }

    /** Where the client was counted together with others. */
    private static void groups(StringBuilder text, WhyReport.Standing standing) {
        WhyReport.Progress progress = standing.progress();
        if (progress == null || standing.groups().isEmpty()) {
            return;
        }
        text.append("\n  ").append(standing.rule()).append(" counts by ").append(standing.by());
        text.append(". Its requests were among these:\n");
        Columns columns = new Columns();
        for (WhyReport.Group group : standing.groups()
                .subList(0, Math.min(MAX_GROUPS, standing.groups().size()))) {
            columns.row(
                    RuleText.amount(progress.count(), group.counted()),
                    shortened(Printable.of(group.name().isEmpty() ? "(empty)" : group.name())));
        }
        if (standing.groups().size() > MAX_GROUPS) {
            columns.row("and " + (standing.groups().size() - MAX_GROUPS) + " more", "");
        }
        columns.appendTo(text, "    ");
    }
}
