package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.AdmissionReport.ClassReport;
import dev.portcullis.rules.api.AdmissionReport.Waits;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What was counted since the start, by class. Guarded by the lock of {@link FairAdmission}. */
final class Meter {

    private static final long[] BOUNDS =
            Waits.BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final Map<Precedence, Row> rows = new EnumMap<>(Precedence.class);
    private final Map<Shed.Reason, Long> shed = new EnumMap<>(Shed.Reason.class);

    private static final class Row {
        long admitted;
        long gone;
        long shed;
        double originNanos;
        long waitedNanos;
        final long[] waits = new long[BOUNDS.length + 1];
    }

    Meter() {
        for (Precedence precedence : Precedence.values()) {
            rows.put(precedence, new Row());
        }
        for (Shed.Reason reason : Shed.Reason.values()) {
            shed.put(reason, 0L);
        }
    }

    void admitted(Precedence precedence, long waitedNanos) {
        Row row = row(precedence);
        row.admitted++;
        row.waitedNanos += waitedNanos;
        int bucket = 0;
        while (bucket < BOUNDS.length && waitedNanos > BOUNDS[bucket]) {
            bucket++;
        }
        row.waits[bucket]++;
    }

    void gone(Precedence precedence) {
        row(precedence).gone++;
    }

    void shed(Precedence precedence, Shed.Reason reason) {
        row(precedence).shed++;
        shed.merge(reason, 1L, Long::sum);
    }

    void took(Precedence precedence, double originNanos) {
        row(precedence).originNanos += originNanos;
    }

    Map<Precedence, ClassReport> classes() {
        Map<Precedence, ClassReport> classes = new EnumMap<>(Precedence.class);
        rows.forEach((precedence, row) -> classes.put(
                precedence,
                new ClassReport(
                        row.admitted,
                        row.gone,
                        row.shed,
                        Math.round(row.originNanos),
                        new Waits(Arrays.stream(row.waits).boxed().toList(), row.waitedNanos))));
        return classes;
    }

    Map<Shed.Reason, Long> shedByReason() {
        return shed;
    }

    private Row row(Precedence precedence) {
        Row row = rows.get(precedence);
        if (row == null) {
            throw new IllegalStateException("no row for " + precedence);
        }
        return row;
    }
}
