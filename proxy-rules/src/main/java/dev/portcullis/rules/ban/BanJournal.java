package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Keeping;

/**
 * Where bans are kept so that they outlive the process: for each subject, rule and kind the last one. Called on event loops, by one
 * thread at a time: returns at once.
 */
public interface BanJournal {

    /** Keeps nothing: the process takes its bans along. */
    BanJournal NONE = new BanJournal() {
        @Override
        public Keeping keep(KeptBan ban) {
            return Keeping.DONE;
        }

        @Override
        public void forget(IpPrefix subject, String rule, boolean observed) {
            // nothing was kept
        }
    };

    /** Keeps a ban, in place of the one before of the same subject, rule and kind. */
    Keeping keep(KeptBan ban);

    /** Keeps nothing of this subject, rule and kind any more. */
    void forget(IpPrefix subject, String rule, boolean observed);
}
