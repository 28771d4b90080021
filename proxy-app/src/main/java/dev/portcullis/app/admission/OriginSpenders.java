package dev.portcullis.app.admission;

import dev.portcullis.rules.api.Admission.Spender;
import java.util.List;

/**
 * The clients that used the most of one origin's time lately.
 *
 * @param site the first site, in the order of the configuration, that has this origin; empty for the one without a name
 * @param clients the costliest first
 */
public record OriginSpenders(String site, List<Spender> clients) {

    /** Copies the list. */
    public OriginSpenders {
        clients = List.copyOf(clients);
    }
}
