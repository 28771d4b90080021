package dev.portcullis.app.run;

import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.site.Admissions;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.FairAdmission;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.time.Ticker;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One admission for each origin, however many sites it serves. What stays from one configuration to the next keeps its state. */
final class OriginAdmissions implements Admissions {

    private final Map<List<SocketAddress>, Admission> byServers = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final AdmissionSettings settings;
    private final Ticker ticker;

    OriginAdmissions(AdmissionSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    @Override
    public Admission of(SiteSettings site) {
        return byServers.computeIfAbsent(
                site.origin().servers(), servers -> new FairAdmission(settings, random.nextLong(), ticker.nanos()));
    }

    @Override
    public void sweep(long now) {
        byServers.values().forEach(admission -> admission.sweep(now));
    }
}
