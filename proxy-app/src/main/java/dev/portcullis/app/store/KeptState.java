package dev.portcullis.app.store;

import dev.portcullis.rules.ban.KeptBan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a file has kept, whole: read when it is opened, and put right when changes may be missing in it. */
final class KeptState {

    private static final Logger log = LoggerFactory.getLogger(KeptState.class);

    private KeptState() {}

    /** The bans in the file. What can't be read, as a later version may have written, is left out. */
    static List<KeptBan> read(Shelf shelf) throws IOException {
        List<KeptBan> bans = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        shelf.forEach(Table.BANS, (key, value) -> {
            try {
                bans.add(BanCodec.decode(value));
            } catch (IOException e) {
                unreadable.add(key);
            }
        });
        if (!unreadable.isEmpty()) {
            log.warn(
                    "{} of the bans kept in the state file can't be read, and are forgotten: the first is {}",
                    unreadable.size(),
                    unreadable.get(0));
        }
        return bans;
    }

    /** Makes the file hold these bans and no others; on the disk when this returns. */
    static void write(List<KeptBan> bans, Shelf shelf) throws IOException {
        Map<String, byte[]> wanted = new HashMap<>();
        bans.forEach(kept -> wanted.put(BanCodec.key(kept), BanCodec.encode(kept)));
        List<String> gone = new ArrayList<>();
        shelf.forEach(Table.BANS, (key, value) -> {
            byte[] now = wanted.get(key);
            if (now == null) {
                gone.add(key);
            } else if (Arrays.equals(now, value)) {
                wanted.remove(key);
            }
        });
        for (String key : gone) {
            shelf.remove(Table.BANS, key);
        }
        for (Map.Entry<String, byte[]> entry : wanted.entrySet()) {
            shelf.put(Table.BANS, entry.getKey(), entry.getValue());
        }
        shelf.commit();
    }
}
