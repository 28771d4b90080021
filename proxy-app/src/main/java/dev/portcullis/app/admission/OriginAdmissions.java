package dev.portcullis.app.admission;

import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.site.Admissions;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.FairAdmission;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.time.Ticker;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One admission for each origin, however many sites it serves. One whose origin and settings stay from a configuration to the
 * next keeps its queue and what it has learnt. One that they don't need any more admits and sheds who is in it until nobody is; for as
 * long, its origin gets what both the old and the new one let through. Safe between threads.
 */
public final class OriginAdmissions implements Admissions {

    /** A request that chose its site before a reload may ask for its place only after it: no admission is dropped before. */
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    private final SecureRandom random = new SecureRandom();
    private final Ticker ticker;
    private final Map<Key, Admission> inForce = new HashMap<>();
    private final List<Retired> retired = new ArrayList<>();
    private Map<Admission, String> sites = Map.of();
    private SiteAdmissions settings;
    private AdmissionTotals dropped = AdmissionTotals.NONE;
    private volatile Alarm alarm = Alarm.NONE;

    private record Key(List<SocketAddress> servers, Optional<AdmissionSettings> settings) {}

    private record Retired(Admission admission, long since) {}

    /** The admissions of these sites. Those with the same servers share one, if their settings are the same. */
    public OriginAdmissions(SiteAdmissions settings, SitesSettings sites, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        retain(sites);
    }

    /** Admissions asked for from now on have these settings. */
    public synchronized void settings(SiteAdmissions to) {
        settings = to;
    }

    /** Goes by these sites from now on: retires the admissions that none of them needs. */
    public synchronized void retain(SitesSettings to) {
        Map<Admission, String> names = new LinkedHashMap<>();
        for (SiteSettings site : to.all()) {
            names.putIfAbsent(of(site), site.name());
        }
        long now = ticker.nanos();
        inForce.values().removeIf(admission -> {
            boolean obsolete = !names.containsKey(admission);
            if (obsolete) {
                retired.add(new Retired(admission, now));
            }
            return obsolete;
        });
        sites = names;
    }

    @Override
    public synchronized Admission of(SiteSettings site) {
        return inForce.computeIfAbsent(new Key(site.origin().servers(), settings.of(site.name())), this::open);
    }

    private Admission open(Key key) {
        return key.settings().isPresent()
                ? new FairAdmission(
                        key.settings().get(),
                        random.nextLong(),
                        ticker.nanos(),
                        (nanos, action) -> alarm.after(nanos, action))
                : new OpenAdmission();
    }

    @Override
    public void sweep(long now) {
        all().forEach(admission -> admission.sweep(now)); // without the lock: waiters are told
        drop(now);
    }

    @Override
    public void alarm(Alarm to) {
        alarm = to;
    }

    private synchronized List<Admission> all() {
        List<Admission> all = new ArrayList<>(inForce.values());
        retired.forEach(each -> all.add(each.admission()));
        return all;
    }

    private synchronized void drop(long now) {
        retired.removeIf(each -> {
            AdmissionReport report = each.admission().report(now);
            boolean over = now - each.since() >= KEPT_NANOS && isEmpty(report.pages()) && isEmpty(report.files());
            if (over) {
                dropped = dropped.plus(report);
            }
            return over;
        });
    }

    private static boolean isEmpty(AdmissionReport.Lane lane) {
        return lane.inFlight() == 0 && lane.waiting() == 0;
    }

    /** How each admission in force stands, in the order of the sites. Those that are only emptied are not among them. */
    public synchronized List<OriginAdmission> states() {
        long now = ticker.nanos();
        List<OriginAdmission> states = new ArrayList<>();
        sites.forEach((admission, site) -> states.add(new OriginAdmission(site, admission.report(now))));
        return states;
    }

    /** What was counted since the start, by all. */
    public synchronized AdmissionTotals totals() {
        long now = ticker.nanos();
        AdmissionTotals totals = dropped;
        for (Admission admission : all()) {
            totals = totals.plus(admission.report(now));
        }
        return totals;
    }

    /**
     * The costliest clients of each origin, in the order of the sites.
     *
     * @param most how many of each at most
     */
    public synchronized List<OriginSpenders> spenders(int most) {
        long now = ticker.nanos();
        List<OriginSpenders> spenders = new ArrayList<>();
        sites.forEach((admission, site) -> spenders.add(new OriginSpenders(site, admission.spenders(most, now))));
        return spenders;
    }

    /** How many admissions are emptied before they go. */
    synchronized int retiring() {
        return retired.size();
    }
}
