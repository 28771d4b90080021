package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.count.RowBook;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.count.TallyBytes;
import dev.portcullis.rules.engine.CountKeeping.Frames;
import dev.portcullis.rules.engine.CountKeeping.Restored;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.keep.ByteReader;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.session.Sessions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames of counts: {@link CountKeeping}. What was written last of a subject is all that holds for it, so that the frames are read from
 * the last one back, and a subject that was met is passed over from then on. Of a log of many more subjects than are
 * remembered, what was written longest ago is left out.
 */
final class CountReader {

    /** How often a subject has to be seen to be taken for a frequent one, whom a flood of new ones doesn't push out. */
    private static final int FREQUENT = 8;

    /** How many different subjects are told apart, for each that is remembered at most. */
    private static final long MET_FOR_EACH = 4L;

    /** The bytes of an entry past which there is more than one event of it. */
    private static final int LONG_ENTRY = 96;

    /** What is counted once a ban has ended may be written as so much older, and a ban lasts longer. */
    private static final long ROUNDED = Duration.ofMillis(100).toNanos();

    /** Longer ago than any event. */
    private static final long NEVER = Duration.ofDays(36_500).toNanos();

    private final Tallies tallies;
    private final Sessions sessions;
    private final long key;
    private final Regime regime;
    private final long now;
    private final Instant clock;
    private final TallyBytes bytes = new TallyBytes();
    private final List<CompiledRule> banning;
    private final Met met;
    private int restored;
    private int known;
    private int unreadable;

    CountReader(Tallies tallies, Sessions sessions, long key, Safety safety, Regime regime) {
        this.tallies = tallies;
        this.sessions = sessions;
        this.key = key;
        this.regime = regime;
        this.banning = regime.rules.stream()
                .filter(rule -> rule.bans() && rule.limit != null)
                .toList();
        this.met = new Met(MET_FOR_EACH * regime.settings.clients().max());
        this.now = safety.ticker().nanos();
        this.clock = safety.clock().now(); // after the time it is compared with: ages are rather too great
    }

    Restored read(Frames frames) throws IOException {
        Heads heads = new Heads(frames.size());
        for (int place = 0; place < frames.size(); place++) {
            byte[] frame = frames.get(place);
            try {
                readHead(new ByteReader(frame, 0, frame.length), place, heads);
            } catch (IndexOutOfBoundsException e) {
                heads.unreadable();
                unreadable++;
            }
        }
        if (heads.isBehind(clock.toEpochMilli())) {
            return new Restored(0, 0, 0, "the clock is behind what was written");
        }
        long[] written = heads.written(now, clock.toEpochMilli() + 1);
        for (int place = frames.size() - 1; place >= 0 && !met.isFull(); place--) {
            RowBook.Earlier book = heads.book(place);
            if (book != null) {
                readCounts(frames.get(place), book, written[place]);
            }
        }
        regime.bans().forEach(now, standing -> spendGroup(standing.ban()));
        return new Restored(restored, known, unreadable, "");
    }

    private void readHead(ByteReader in, int place, Heads heads) {
        int kind = in.u8();
        if (kind == CountFrame.COUNTS) {
            heads.counts(place, in.fixed(), in.fixed());
        } else if (kind == CountFrame.BOOK) {
            boolean understood = in.u8() == CountFrame.VERSION && in.fixed() == key;
            unreadable += understood ? 0 : 1;
            heads.book(understood ? in.fixed() : 0, understood ? regime.book.read(in) : null);
        }
    }

    private void readCounts(byte[] frame, RowBook.Earlier book, long written) {
        try {
            ByteReader in = new ByteReader(frame, CountWriter.HEAD, frame.length);
            List<ByteReader> entries = new ArrayList<>();
            while (in.hasMore()) {
                int length = in.fixedInt();
                int at = in.at();
                in.skip(length);
                entries.add(new ByteReader(frame, at, at + length));
            }
            for (int place = entries.size() - 1; place >= 0; place--) {
                readEntry(entries.get(place), book, written);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            unreadable++;
        }
    }

    private void readEntry(ByteReader in, RowBook.Earlier book, long written) {
        int kind = in.u8();
        if (kind == CountFrame.SESSION) {
            sessions.restore(in.fixed());
            known++;
            return;
        }

        Object subject = subject(kind, in);
        if (!met.add(subject) || !in.hasMore()) {
            return;
        }
        boolean heavy = in.left() > LONG_ENTRY;
        while (true) {
            Tally tally = tallies.ofAny(subject);
            for (int i = 0; heavy && i < FREQUENT; i++) {
                tally = tallies.ofAny(subject);
            }
            synchronized (tally) {
                if (tallies.isForgotten(subject)) {
                    return;
                }
                if (tally.live()) {
                    // asked in here: whoever bans or lifts meanwhile clears or forgets the tally afterwards
                    ToLongFunction<Slot> spent = subject instanceof IpPrefix block ? spent(block) : null;
                    bytes.read(in, book, tally, written, now, spent);
                    restored++;
                    return;
                }
            }
        }
    }

    private static Object subject(int kind, ByteReader in) {
        return switch (kind) {
            case CountFrame.BLOCK -> {
                int length = in.u8();
                yield new IpPrefix(in.number(), in.number(), length);
            }
            case CountFrame.FINGERPRINT -> new Fingerprint(in.fixed(), in.fixed());
            case CountFrame.EVERYBODY -> Tallies.EVERYBODY;
            default -> throw new IllegalArgumentException("a subject of kind " + kind);
        };
    }

    /** The monotonic time up to which bans have spent what rules had counted of this client or network; null when there was no ban of it. */
    private @Nullable ToLongFunction<Slot> spent(IpPrefix subject) {
        if (regime.bans().isEmpty()) {
            return null;
        }
        Map<Slot, Long> upTo = new HashMap<>(0);
        for (CompiledRule rule : banning) {
            Instant end = regime.bans().spent(subject, rule.rule.name());
            if (end != null) {
                boolean stands = end.equals(Instant.MAX);
                upTo.put(
                        rule.banningSlot(),
                        stands ? now : now - Duration.between(end, clock).toNanos() - ROUNDED);
            }
        }
        return upTo.isEmpty() ? null : slot -> upTo.getOrDefault(slot, now - NEVER);
    }

    /**
     * A ban that stands has spent what its rule had counted of a pair. Nobody knows of a pair's counts whom they may have banned: so it is the ban
     * that knows them. While it stands, nothing is counted there.
     */
    private void spendGroup(Ban ban) {
        Ban.Evidence evidence = ban.evidence();
        Fingerprint group = evidence == null ? null : evidence.group();
        CompiledRule rule = regime.rule(ban.rule());
        Tally tally = group == null || rule == null || rule.limit == null ? null : tallies.known(group);
        if (rule == null || group == null || tally == null) {
            return;
        }
        synchronized (tally) {
            if (tally.live()) {
                tally.clear(rule.banningSlot());
                if (tally.isUnnoted()) {
                    tallies.note(group, tally);
                }
            }
        }
    }
}
