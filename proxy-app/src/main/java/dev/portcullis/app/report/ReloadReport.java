package dev.portcullis.app.report;

import java.util.List;

/** What came of a reload. */
public sealed interface ReloadReport {

    /**
     * The new configuration is in force.
     *
     * @param changes what is different now, a line each
     * @param warnings what is strange about it, and what takes effect after a restart only
     */
    record Done(List<String> changes, List<String> warnings) implements ReloadReport {}

    /**
     * Everything is as it was.
     *
     * @param problems why, as {@code check} tells them
     */
    record Refused(List<String> problems) implements ReloadReport {}
}
