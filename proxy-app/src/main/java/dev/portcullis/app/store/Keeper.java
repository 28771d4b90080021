package dev.portcullis.app.store;

import dev.portcullis.rules.ban.KeptBan;
import java.util.List;

/** The part of the program whose state is kept. It is always right: what the file says is what it was told. */
public interface Keeper {

    /** Takes in what the file has kept, beside what it has itself. Called when the file is opened after another process had it. */
    void restore(List<KeptBan> bans);

    /** All bans that are to be kept now. */
    List<KeptBan> bans();
}
