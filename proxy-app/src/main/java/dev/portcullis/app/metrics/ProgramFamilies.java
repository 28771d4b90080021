package dev.portcullis.app.metrics;

import dev.portcullis.app.notify.Notifier;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the metrics page says of how the program itself does: its state file, its configuration, its logs. */
public final class ProgramFamilies {

    private final MetricsPage page;

    /** Adds to this page. */
    public ProgramFamilies(MetricsPage page) {
        this.page = page;
    }

    /**
     * Adds how the state file is doing.
     *
     * @param kept whether bans are kept there now
     * @param unkept bans that took effect before they were
     */
    public void addState(BooleanSupplier kept, LongSupplier unkept) {
        page.gauge(
                "portcullis_state_kept",
                "Whether bans are kept in the state directory; if not, they end with the process",
                () -> kept.getAsBoolean() ? 1 : 0);
        page.counter(
                "portcullis_state_unkept_total",
                "Bans that took effect before they were on the disk, since it failed or was too slow",
                unkept);
    }

    /**
     * Adds when the configuration was last read and what came of it.
     *
     * @param successful whether it came into force
     * @param epochMillis when it was
     */
    public void addReloads(BooleanSupplier successful, LongSupplier epochMillis) {
        page.gauge(
                "portcullis_config_last_reload_successful",
                "Whether the configuration came into force when it was last read",
                () -> successful.getAsBoolean() ? 1 : 0);
        page.gauge(
                "portcullis_config_last_reload_timestamp_seconds",
                "When the configuration was last read, whatever came of it",
                () -> epochMillis.getAsLong() / 1e3);
    }

    /** Adds the lines that the access log lost. */
    public void addAccessLogDropped(LongSupplier count) {
        page.counter(
                "portcullis_access_log_dropped_total",
                "Lines of the access log lost because its writer could not keep up or could not write",
                count);
    }

    /** Adds the lines that the ban log lost. */
    public void addBanLogDropped(LongSupplier count) {
        page.counter(
                "portcullis_ban_log_dropped_total",
                "Lines of the ban log lost because its writer could not keep up or could not write",
                count);
    }

    /** Adds what came of notifications. There are as many targets as the configuration has. */
    public void addNotifications(Supplier<List<Notifier.TargetCounts>> targets) {
        page.family(
                MetricsPage.Kind.COUNTER,
                "portcullis_notifications_total",
                "Messages that a target of notifications took (sent), attempts that failed, and events it was never told of (dropped)",
                out -> targets.get().forEach(each -> {
                    result(out, each, "sent", each.sent());
                    result(out, each, "failed", each.failed());
                    result(out, each, "dropped", each.dropped());
                }));
    }

    private static void result(MetricsPage.Samples out, Notifier.TargetCounts target, String result, long count) {
        out.add("_total", List.of("target", "result"), List.of(target.target(), result), count);
    }
}
