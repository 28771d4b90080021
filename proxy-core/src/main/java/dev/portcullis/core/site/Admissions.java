package dev.portcullis.core.site;

import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.Alarm;

/** Who says when a request may go to the origin of its site. Any thread may call it. */
public interface Admissions {

    /** The admission to the origin of a site; the same for sites that have the same origin. */
    Admission of(SiteSettings site);

    /** Sheds who has waited for too long, everywhere. Called a few times a second; {@code now} is monotonic time. */
    void sweep(long now);

    /** Has this say when the time of something has come, from now on. Until then places that time alone sets free wait for the sweep. */
    void alarm(Alarm to);
}
