package dev.portcullis.app.command;

import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks for bans page by page: the program that runs then has time for others in between. */
final class BanPages {

    private BanPages() {}

    /** All bans in force, the newest first. */
    static BanPage all(AdminClient client) throws CommandFailure {
        return newest(client, Integer.MAX_VALUE);
    }

    /** The newest bans in force, so many at most. */
    static BanPage newest(AdminClient client, int most) throws CommandFailure {
        List<Ban> bans = new ArrayList<>();
        String after = "";
        for (; ; ) {
            int wanted = Math.min(BanPage.MOST, most - bans.size());
            BanPage page = read(client.get(BanCommand.BANS + "?limit=" + wanted + after));
            bans.addAll(page.bans());
            String next = page.next();
            if (next == null || bans.size() >= most) {
                return new BanPage(bans, page.total(), next);
            }
            after = "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    private static BanPage read(String json) throws CommandFailure {
        try {
            return ReportJson.readBanPage(json);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the running program is of another version: " + e.getMessage());
        }
    }
}
