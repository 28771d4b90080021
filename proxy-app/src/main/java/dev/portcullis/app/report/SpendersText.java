package dev.portcullis.app.report;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.rules.api.Admission.Spender;
import java.util.List;
import java.util.Locale;

/** The clients that used the most of each origin's time lately, as people read it. */
public final class SpendersText {

    private SpendersText() {}

    /** One table; times count half after each half-life. */
    public static String of(List<OriginSpenders> origins) {
        Columns columns = new Columns();
        columns.row("SITE", "CLIENT", "ORIGIN TIME", "SHARE", "IN FLIGHT", "WAITING");
        boolean any = false;
        for (OriginSpenders origin : origins) {
            String site = origin.site().isEmpty() ? "-" : origin.site();
            for (Spender spender : origin.clients()) {
                any = true;
                columns.row(
                        site,
                        spender.client().toString(),
                        String.format(Locale.ROOT, "%.3f s", spender.originNanos() / 1e9),
                        String.format(Locale.ROOT, "%.1f%%", spender.share() * 100),
                        Integer.toString(spender.inFlight()),
                        Integer.toString(spender.waiting()));
                site = "";
            }
        }
        if (!any) {
            return "Nobody has used the site's time lately, or admission is off.\n";
        }
        StringBuilder text = new StringBuilder();
        columns.appendTo(text, "");
        return text.toString();
    }
}
