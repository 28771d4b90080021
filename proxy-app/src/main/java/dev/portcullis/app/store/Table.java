package dev.portcullis.app.store;

import java.util.Locale;

/** The tables of the state file. */
enum Table {
    /** The last ban of each subject, rule and kind: {@link BanCodec}. */
    BANS,
    /** Until when each client is spared as an administrator: {@link AdminCodec}. */
    ADMINS;

    /** Its name in the file. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
