package dev.portcullis.app.run;

import dev.portcullis.app.config.Configuration.StateSettings;
import dev.portcullis.app.store.Keeper;
import dev.portcullis.app.store.KeptState;
import dev.portcullis.app.store.StateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What policy knows, kept in the state directory so that it outlives the process; or the reason why it is not. */
final class KeptPolicy implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeptPolicy.class);

    private final PolicyParts policy;
    private final @Nullable StateStore store;
    private final String whyNot;

    private KeptPolicy(PolicyParts policy, @Nullable StateStore store, String whyNot) {
        this.policy = policy;
        this.store = store;
        this.whyNot = whyNot;
    }

    /** The policy's bans as these settings keep them. What was kept is there, and what is new is kept, once it is {@link #open}. */
    static KeptPolicy of(StateSettings settings, PolicyParts policy) {
        Path directory = settings.directory();
        if (directory == null) {
            return new KeptPolicy(policy, null, "state-directory is off");
        }
        if (settings.chosen()) {
            make(directory);
        } else if (!Files.isWritable(directory)) {
            String whyNot =
                    "there is no " + directory + " that can be written to, and state-directory names no other one";
            log.warn("bans are kept in memory only, and lost when this process ends: {}", whyNot);
            return new KeptPolicy(policy, null, whyNot);
        }
        StateStore store = StateStore.in(
                directory,
                new Kept(policy),
                policy.time().ticker(),
                policy.time().clock());
        policy.bans().keepIn(store);
        policy.safety().admins().keepIn(store);
        return new KeptPolicy(policy, store, "");
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
            policy.engine().restore(kept.counts(), policy.ticker().nanos());
            int taken = policy.bans().restoreKept(kept.bans());
            if (taken > 0) {
                log.info("{} bans of before are in force", taken);
            }
        }

        @Override
        public KeptState state() {
            return new KeptState(
                    policy.bans().kept(),
                    policy.safety().admins().all(),
                    policy.engine().heavyCounts(policy.ticker().nanos()));
        }
    }

    /** Opens the file: what it has kept is taken in. */
    void open() {
        if (store != null) {
            store.open();
        }
    }

    /** Keeps what has been counted; to be called about once a second. */
    synchronized void keepCounts() {
        if (store != null && store.problem() == null) {
            store.keepCounts(policy.engine().heavyCounts(policy.ticker().nanos()));
        }
    }

    /** Lets another process have the file. */
    void release() {
        if (store != null) {
            keepCounts();
            store.release();
        }
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
