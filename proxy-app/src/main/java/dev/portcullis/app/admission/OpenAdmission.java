package dev.portcullis.app.admission;

import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.AdmissionReport.ClassReport;
import dev.portcullis.rules.api.AdmissionReport.Waits;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Admission that lets everybody go to the origin at once, for who has switched it off: nobody waits, nobody is shed, and a storm
 * stands in the origin's own queue, in front of the visitors. It counts, but charges nobody: it knows no spenders.
 */
final class OpenAdmission implements Admission {

    private static final Map<Shed.Reason, Long> NOBODY = AdmissionTotals.NONE.shed();

    private final Map<Precedence, Row> rows = new EnumMap<>(Precedence.class);
    private final LongAdder inFlight = new LongAdder();

    private static final class Row {
        final LongAdder admitted = new LongAdder();
        final LongAdder originNanos = new LongAdder();

        ClassReport report() {
            long count = admitted.sum();
            List<Long> counts = new ArrayList<>(Collections.nCopies(Waits.BOUNDS.size() + 1, 0L));
            counts.set(0, count);
            return new ClassReport(count, 0, 0, originNanos.sum(), new Waits(counts, 0));
        }
    }

    OpenAdmission() {
        for (Precedence precedence : Precedence.values()) {
            rows.put(precedence, new Row());
        }
    }

    @Override
    public Place enter(Facts facts, Precedence precedence, int bytes, Waiter waiter, long now) {
        Row row = Objects.requireNonNull(rows.get(precedence));
        row.admitted.increment();
        inFlight.increment();
        return new OpenPlace(row);
    }

    @Override
    public void sweep(long now) {
        // Nobody waits.
    }

    @Override
    public AdmissionReport report(long now) {
        Map<Precedence, ClassReport> classes = new EnumMap<>(Precedence.class);
        rows.forEach((precedence, row) -> classes.put(precedence, row.report()));
        return new AdmissionReport(lane(Math.toIntExact(inFlight.sum())), lane(0), classes, NOBODY, 0);
    }

    private static AdmissionReport.Lane lane(int busy) {
        return new AdmissionReport.Lane(OriginAdmission.NO_LIMIT, busy, 0, 0, 0, 0, false);
    }

    @Override
    public List<Spender> spenders(int most, long now) {
        return List.of();
    }

    private final class OpenPlace implements Place {

        private final Row row;
        private final AtomicBoolean over = new AtomicBoolean();

        OpenPlace(Row row) {
            this.row = row;
        }

        @Override
        public Entry entry() {
            return Entry.ADMITTED;
        }

        @Override
        public @Nullable Shed shed() {
            return null;
        }

        @Override
        public long waitedNanos() {
            return 0;
        }

        @Override
        public long done(long originNanos, Result result, long now) {
            if (over.compareAndSet(false, true)) {
                inFlight.decrement();
                row.originNanos.add(originNanos);
            }
            return 0;
        }

        @Override
        public void leave(long now) {
            done(0, Result.FAILED, now);
        }
    }
}
