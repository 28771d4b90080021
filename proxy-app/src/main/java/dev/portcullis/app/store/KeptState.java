package dev.portcullis.app.store;

import dev.portcullis.rules.ban.KeptBan;
import dev.portcullis.rules.safety.LearnedAdmins.Spared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the state file keeps: read when it is opened, and put right when changes may be missing in it.
 *
 * @param bans the bans that stand, and those that have ended and are remembered
 * @param admins clients that are spared as administrators
 */
public record KeptState(List<KeptBan> bans, List<Spared> admins) {

    private static final Logger log = LoggerFactory.getLogger(KeptState.class);

    /** Copies the lists. */
    public KeptState {
        bans = List.copyOf(bans);
        admins = List.copyOf(admins);
    }

    /** What is in the file. What can't be read, as a later version may have written, is left out. */
    static KeptState read(Shelf shelf) throws IOException {
        List<KeptBan> bans = new ArrayList<>();
        List<Spared> admins = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        shelf.forEach(Table.BANS, (key, value) -> {
            try {
                bans.add(BanCodec.decode(value));
            } catch (IOException e) {
                unreadable.add(key);
            }
        });
        shelf.forEach(Table.ADMINS, (key, value) -> {
            Spared spared = AdminCodec.decode(key, value);
            if (spared == null) {
                unreadable.add(key);
            } else {
                admins.add(spared);
            }
        });
        if (!unreadable.isEmpty()) {
            log.warn(
                    "{} entries of the state file can't be read, and are forgotten: the first is {}",
                    unreadable.size(),
                    unreadable.get(0));
        }
        return new KeptState(bans, admins);
    }

    /** Makes the file hold this and nothing else; on the disk when this returns. */
    void write(Shelf shelf) throws IOException {
        Map<String, byte[]> wanted = new HashMap<>();
        bans.forEach(kept -> wanted.put(BanCodec.key(kept), BanCodec.encode(kept)));
        write(Table.BANS, wanted, shelf);
        wanted.clear();
        admins.forEach(spared -> wanted.put(spared.client().toString(), AdminCodec.encode(spared)));
        write(Table.ADMINS, wanted, shelf);
        shelf.commit();
    }

    private static void write(Table table, Map<String, byte[]> wanted, Shelf shelf) throws IOException {
        List<String> gone = new ArrayList<>();
        shelf.forEach(table, (key, value) -> {
            byte[] now = wanted.get(key);
            if (now == null) {
                gone.add(key);
            } else if (Arrays.equals(now, value)) {
                wanted.remove(key);
            }
        });
        for (String key : gone) {
            shelf.remove(table, key);
        }
        for (Map.Entry<String, byte[]> entry : wanted.entrySet()) {
            shelf.put(table, entry.getKey(), entry.getValue());
        }
    }
}
