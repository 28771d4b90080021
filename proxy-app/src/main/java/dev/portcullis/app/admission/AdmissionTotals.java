package dev.portcullis.app.admission;

import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.AdmissionReport.ClassReport;
import dev.portcullis.rules.api.AdmissionReport.Waits;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was counted by all admissions since the program started, those that a reload has done away with included.
 *
 * @param classes by class; every class is there
 * @param shed how many requests were shed, by reason; every reason is there
 */
public record AdmissionTotals(Map<Precedence, ClassReport> classes, Map<Shed.Reason, Long> shed) {

    /** Nothing at all. */
    public static final AdmissionTotals NONE = none();

    /** Copies the maps. */
    public AdmissionTotals {
        classes = Map.copyOf(classes);
        shed = Map.copyOf(shed);
    }

    /** What was counted of a class. */
    public ClassReport of(Precedence precedence) {
        return Objects.requireNonNull(classes.get(precedence));
    }

    /** How many requests were shed for a reason. */
    public long shed(Shed.Reason reason) {
        return Objects.requireNonNull(shed.get(reason));
    }

    /** These, and what one admission has counted. */
    AdmissionTotals plus(AdmissionReport report) {
        Map<Precedence, ClassReport> sums = new EnumMap<>(classes);
        report.classes().forEach((precedence, more) -> sums.merge(precedence, more, AdmissionTotals::sum));
        Map<Shed.Reason, Long> sheds = new EnumMap<>(shed);
        report.shed().forEach((reason, more) -> sheds.merge(reason, more, Long::sum));
        return new AdmissionTotals(sums, sheds);
    }

    private static ClassReport sum(ClassReport one, ClassReport other) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < one.waits().counts().size(); i++) {
            counts.add(one.waits().counts().get(i) + other.waits().counts().get(i));
        }
        return new ClassReport(
                one.admitted() + other.admitted(),
                one.gone() + other.gone(),
                one.shed() + other.shed(),
                one.originNanos() + other.originNanos(),
                new Waits(counts, one.waits().totalNanos() + other.waits().totalNanos()));
    }

    private static AdmissionTotals none() {
        Waits waits = new Waits(Collections.nCopies(Waits.BOUNDS.size() + 1, 0L), 0);
        Map<Precedence, ClassReport> classes = new EnumMap<>(Precedence.class);
        for (Precedence precedence : Precedence.values()) {
            classes.put(precedence, new ClassReport(0, 0, 0, 0, waits));
        }
        Map<Shed.Reason, Long> shed = new EnumMap<>(Shed.Reason.class);
        for (Shed.Reason reason : Shed.Reason.values()) {
            shed.put(reason, 0L);
        }
        return new AdmissionTotals(classes, shed);
    }
}
