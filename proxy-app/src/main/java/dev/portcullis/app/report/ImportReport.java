package dev.portcullis.app.report;

import java.util.List;

/**
 * What came of banning many at once.
 *
 * @param made how many bans were made
 * @param refused why the others were not, in words, each with its address
 */
public record ImportReport(int made, List<String> refused) {

    /** Copies the list. */
    public ImportReport {
        refused = List.copyOf(refused);
    }
}
