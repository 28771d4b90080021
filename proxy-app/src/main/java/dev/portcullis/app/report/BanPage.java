package dev.portcullis.app.report;

import dev.portcullis.rules.ban.Ban;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the bans in force, the newest first.
 *
 * @param bans these
 * @param total how many are in force, these and all others
 * @param next what is asked for to get those that follow; null when none do
 */
public record BanPage(List<Ban> bans, long total, @Nullable String next) {

    /** How many there are on a page unless somebody wants another number. */
    public static final int USUAL = 100;

    /** The most there are on a page. */
    public static final int MOST = 5000;

    /** Copies the list. */
    public BanPage {
        bans = List.copyOf(bans);
    }
}
