package dev.portcullis.app.run;

import dev.portcullis.app.config.Configuration.StateSettings;
import dev.portcullis.app.store.CountStore;
import dev.portcullis.app.store.Keeper;
import dev.portcullis.app.store.KeptState;
import dev.portcullis.app.store.KeyFile;
import dev.portcullis.app.store.StateStore;
import dev.portcullis.rules.hash.FingerprintKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What policy knows, kept in the state directory so that it outlives the process; or the reason why it is not. */
final class KeptPolicy implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeptPolicy.class);

    private final @Nullable StateStore store;
    private final @Nullable CountStore counts;
    private final String whyNot;

    private KeptPolicy(@Nullable StateStore store, @Nullable CountStore counts, String whyNot) {
        this.store = store;
        this.counts = counts;
        this.whyNot = whyNot;
    }

    /** The secret under which fingerprints are made, as it is kept by these settings; one for this process only when it isn't. */
    static FingerprintKey key(StateSettings settings, Time time) {
        Path directory = settings.directory();
        if (directory == null) {
            return FingerprintKey.random();
        }
        if (settings.chosen()) {
            make(directory);
        }
        return KeyFile.in(directory, time.clock());
    }

    /** The policy's bans as these settings keep them. What was kept is there, and what is new is kept, once it is {@link #open}. */
    static KeptPolicy of(StateSettings settings, PolicyParts policy) {
        Path directory = settings.directory();
        if (directory == null) {
            return new KeptPolicy(null, null, "state-directory is off");
        }
        if (!settings.chosen() && !Files.isWritable(directory)) {
            String whyNot =
                    "there is no " + directory + " that can be written to, and state-directory names no other one";
            log.warn("bans are kept in memory only, and lost when this process ends: {}", whyNot);
            return new KeptPolicy(null, null, whyNot);
        }
        StateStore store = StateStore.in(
                directory,
                new Kept(policy),
                policy.time().ticker(),
                policy.time().clock());
        policy.bans().keepIn(store);
        policy.safety().admins().keepIn(store);
        CountStore counts = new CountStore(
                directory,
                policy.engine().keeping(),
                policy.time().ticker(),
                policy.time().clock());
        return new KeptPolicy(store, counts, "");
    }

    /** Only its owner may look into it: it says who visited what. When it can't be made, the store says so, again and again. */
    private static void make(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException | UnsupportedOperationException e) {
            log.warn("can't make the state directory {}: {}", directory, e.toString());
        }
    }

    private record Kept(PolicyParts policy) implements Keeper {

        @Override
        public void restore(KeptState kept) {
            policy.safety().admins().restore(kept.admins());
            int taken = policy.bans().restoreKept(kept.bans());
            if (taken > 0) {
                log.info("{} bans of before are in force", taken);
            }
        }

        @Override
        public KeptState state() {
            return new KeptState(policy.bans().kept(), policy.safety().admins().all());
        }
    }

    /** Opens the files: what they have kept is taken in, bans first, since they have spent what was counted. */
    void open() {
        if (store != null) {
            store.open();
        }
        if (counts != null) {
            counts.open();
        }
    }

    /** Lets another process have the files. */
    void release() {
        if (counts != null) {
            counts.release();
        }
        if (store != null) {
            store.release();
        }
    }

    /** What isn't kept just now, and why, in words; empty when everything is. */
    List<String> warnings() {
        String bans = problem();
        String counted = counts == null ? null : counts.problem();
        if (bans != null) {
            return List.of("bans end with the process: " + bans);
        }
        return counted == null ? List.of() : List.of("what is counted ends with the process: " + counted);
    }

    /** Why bans are not kept just now, in words; null when they are. */
    @Nullable
    String problem() {
        return store == null ? whyNot : store.problem();
    }

    /** Whether they are to be. */
    boolean wanted() {
        return store != null;
    }

    /** Bans that took effect before they were on the disk. */
    long unkept() {
        return store == null ? 0 : store.unkept();
    }

    @Override
    public void close() {
        release();
    }
}
