package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.session.Sessions;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What was counted, and the sessions that have begun, as they outlive the process: frames of bytes. Who keeps them writes down all that is
 * there once, then every second what has changed since, and gives the frames to the next process in the order in which they were
 * written.
 *
 * <p>Only a process with the same {@linkplain FingerprintKey key} understands them, and of the counts only those of rules that count the same
 * as before: a rule of the same name, {@code count}, {@code per}, {@code where} and sites, as at a reload. A count is never higher
 * afterwards than it was: what can't be told apart from an event that has left its window is left out, and if the calendar is behind what
 * was written last all of it. That somebody set the calendar back while the process ran does no harm: how old its frames are to each other is told by the
 * time that nobody sets.
 */
public final class CountKeeping {

    private final Tallies tallies;
    private final Sessions sessions;
    private final FingerprintKey key;
    private final Safety safety;
    private final Supplier<Regime> regime;

    /** Tells the monotonic times of this process from those of others. */
    private final long process = ThreadLocalRandom.current().nextLong();

    /** Where frames go. */
    public interface Output {

        /** Writes a frame: the first bytes of the array, which belongs to the caller again afterwards. */
        void write(byte[] bytes, int length) throws IOException;
    }

    /** Frames that were written, the oldest first. */
    public interface Frames {

        /** How many there are. */
        int size();

        /** One of them. */
        byte[] get(int place) throws IOException;
    }

    CountKeeping(Regime.Parts parts, Supplier<Regime> regime) {
        this.tallies = parts.tallies();
        this.sessions = parts.sessions();
        this.key = parts.key();
        this.safety = parts.safety();
        this.regime = regime;
    }

    /** Notes from now on what changes, for writers to write, and whom {@link #restore} must not bring back. */
    public void begin() {
        tallies.awaitEarlier();
        tallies.changes().begin();
        sessions.changes().begin();
    }

    /** What was to be written can't be: all will be written anew, into a log that has nothing of before. */
    public void giveUp() {
        tallies.changes().forgetCertain();
    }

    /** Notes nothing any more. */
    public void end() {
        tallies.takenIn();
        tallies.changes().end();
        sessions.changes().end();
    }

    /** A writer of frames that can be read without any that were written before. One at a time is used, by one thread. */
    public CountWriter writer(Output output) {
        return new CountWriter(output, tallies, sessions, new CountWriter.Origin(keyId(), process), safety, regime);
    }

    /**
     * Counts on from what these frames say, beside what is counted here already. Bans are to be there before: what they have spent is not
     * counted again. Goes on with the next frame when one can't be understood. Not to be called on an event loop.
     */
    public Restored restore(Frames frames) throws IOException {
        try {
            return new CountReader(tallies, sessions, keyId(), safety, regime.get()).read(frames);
        } finally {
            tallies.takenIn();
        }
    }

    /**
     * What came of it.
     *
     * @param subjects how many clients, networks and whatever else is counted together have something counted again
     * @param sessions how many sessions are known again
     * @param unreadable how many frames were not understood
     * @param why in words for people nothing was taken in; empty when it was
     */
    public record Restored(int subjects, int sessions, int unreadable, String why) {}

    /** Tells keys from each other without telling anything of them. */
    private long keyId() {
        return key.of("which key this is");
    }
}
