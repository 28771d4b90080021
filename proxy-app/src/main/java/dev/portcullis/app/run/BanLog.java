package dev.portcullis.app.run;

import dev.portcullis.app.report.BanText;
import dev.portcullis.app.report.Printable;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.config.Quantities;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each ban, and each end of one, as one line of the program's log: who, why, until when. */
final class BanLog implements BanListener {

    private static final Logger log = LoggerFactory.getLogger(BanLog.class);

    @Override
    public void banned(Ban ban) {
        log.info(bannedLine(ban));
    }

    @Override
    public void lifted(Ban ban, Lift why) {
        log.info(liftedLine(ban, why));
    }

    static String bannedLine(Ban ban) {
        String times = ban.times() == 1 ? "" : ", time " + ban.times();
        return (ban.observed() ? "would ban " : "banned ") + ban.subject() + " by " + BanText.author(ban) + " until "
                + ban.end().truncatedTo(ChronoUnit.SECONDS) + " ("
                + Quantities.text(Duration.between(ban.start(), ban.end())) + times + "): "
                + Printable.of(ban.reason());
    }

    static String liftedLine(Ban ban, Lift why) {
        return (ban.observed() ? "would unban " : "unbanned ") + ban.subject() + ", banned by " + BanText.author(ban)
                + " at " + ban.start().truncatedTo(ChronoUnit.SECONDS) + ": " + reason(why);
    }

    private static String reason(Lift why) {
        return switch (why) {
            case EXPIRED -> "its time has passed";
            case REMOVED -> "an administrator lifted it";
        };
    }
}
