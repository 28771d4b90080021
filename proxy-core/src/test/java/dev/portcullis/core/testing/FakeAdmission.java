package dev.portcullis.core.testing;

import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.site.Admissions;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An admission that does as it is told: admits everybody unless said otherwise, and remembers what became of each place. */
public final class FakeAdmission implements Admission, Admissions {

    /** What the next ones get. */
    public volatile Place.Entry entry = Place.Entry.ADMITTED;

    /** Whether the next ones wait behind many of their client's. */
    public volatile boolean pushing;

    /** Places that were asked for, in order. */
    public final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** A place that was asked for. */
    public static final class Asked implements Place {

        /** The class it was asked for in. */
        public final Precedence precedence;

        /** Who hears. */
        public final Waiter waiter;

        /** What became of it: {@code done} and the result, {@code left}; empty while it is held. */
        public String end = "";

        /** The origin's time that was charged. */
        public long originNanos;

        /** For how long the origin is said to have stood still. */
        public long stalledNanos;

        private final Entry entry;
        private final boolean pushing;

        Asked(Precedence precedence, Waiter waiter, Entry entry, boolean pushing) {
            this.precedence = precedence;
            this.waiter = waiter;
            this.entry = entry;
            this.pushing = pushing;
        }

        @Override
        public boolean isPushing() {
            return pushing;
        }

        @Override
        public Entry entry() {
            return entry;
        }

        @Override
        public @Nullable Shed shed() {
            return entry == Entry.SHED ? new Shed(Shed.Reason.QUEUE_FULL, 7) : null;
        }

        @Override
        public long waitedNanos() {
            return entry == Entry.WAITING ? 5 : 0;
        }

        @Override
        public long done(long nanos, Result result, long now) {
            end += "done " + result.word();
            originNanos = nanos;
            return stalledNanos;
        }

        @Override
        public void leave(long now) {
            end += "left";
        }
    }

    @Override
    public Place enter(Facts facts, Precedence precedence, int bytes, Waiter waiter, long now) {
        Asked place = new Asked(precedence, waiter, entry, pushing);
        asked.add(place);
        return place;
    }

    @Override
    public void sweep(long now) {}

    @Override
    public void alarm(Alarm to) {}

    @Override
    public AdmissionReport report(long now) {
        throw new UnsupportedOperationException("nothing is counted here");
    }

    @Override
    public List<Spender> spenders(int most, long now) {
        return List.of();
    }

    @Override
    public Admission of(SiteSettings site) {
        return this;
    }
}
