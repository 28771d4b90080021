package dev.portcullis.app.run;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.app.config.ConfigurationChanges;
import dev.portcullis.app.config.ConfigurationSource;
import dev.portcullis.app.config.ProblemFormat;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.ReloadReport.Done;
import dev.portcullis.app.report.ReloadReport.Refused;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and puts it in force, on a thread of its own. One reload at a time: who asks while one is under way
 * gets the next, and all who ask until that begins get the same.
 */
final class Reloader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloader.class);

    private final ConfigurationSource source;
    private final LiveConfiguration live;
    private final WallClock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "reload");
        made.setDaemon(true);
        return made;
    });
    private @Nullable CompletableFuture<ReloadReport> next;
    private volatile StatusReport.Loaded state;

    Reloader(ConfigurationSource source, LiveConfiguration live, WallClock clock) {
        this.source = source;
        this.live = live;
        this.clock = clock;
        Instant now = clock.now();
        this.state = new StatusReport.Loaded(source.name(), now, now, true);
    }

    /** How the configuration came to be in force. */
    StatusReport.Loaded state() {
        return state;
    }

    /** Reloads; returns at once. What came of it is logged too. */
    synchronized CompletableFuture<ReloadReport> reload() {
        if (thread.isShutdown()) {
            return CompletableFuture.completedFuture(new Refused(List.of("the program is stopping")));
        }
        if (next == null) {
            next = CompletableFuture.supplyAsync(this::run, thread);
        }
        return next;
    }

    /** Lets a reload that is under way finish, and begins none. */
    @Override
    public void close() {
        synchronized (this) {
            thread.shutdown();
        }
    }

    private ReloadReport run() {
        synchronized (this) {
            next = null;
        }
        ReloadReport report = attempt();
        Instant now = clock.now();
        if (report instanceof Done done) {
            state = new StatusReport.Loaded(source.name(), now, now, true);
            done.warnings().forEach(warning -> log.warn("reload: {}", warning));
            log.info(
                    "reloaded {}: {}",
                    source.name(),
                    done.changes().isEmpty() ? "nothing has changed" : String.join("; ", done.changes()));
        } else if (report instanceof Refused refused) {
            state = new StatusReport.Loaded(source.name(), state.since(), now, false);
            refused.problems().forEach(problem -> log.error("reload: {}", problem));
            log.error("not reloaded: everything is as it was");
        }
        return report;
    }

    private ReloadReport attempt() {
        try {
            Checked<Configuration> checked = source.reader().get();
            List<String> problems =
                    checked.problems().stream().map(ProblemFormat::text).toList();
            return checked.value().isPresent() ? take(checked.value().get(), problems) : new Refused(problems);
        } catch (IOException e) {
            return new Refused(List.of(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            log.error("a reload failed by a fault of the program", e);
            return new Refused(List.of("a fault of the program: " + e));
        }
    }

    private ReloadReport take(Configuration read, List<String> warnings) throws IOException {
        Configuration before = live.get();
        if (read.acme() != null && !read.state().equals(before.state())) {
            return new Refused(
                    List.of("state-directory: certificates are kept there (tls.acme), and it can't be changed"
                            + " without a restart"));
        }
        List<String> all = new ArrayList<>(warnings);
        Configuration to = withWhatStays(read, before, all);
        live.take(to);
        return new Done(ConfigurationChanges.between(before, to), all);
    }

    /** The configuration with those parts of the running one that only a restart changes. */
    private static Configuration withWhatStays(Configuration read, Configuration running, List<String> warnings) {
        ProxySettings proxy = read.proxy();
        LoopSettings loops = running.proxy().loops();
        if (proxy.loops().transport() != loops.transport()) {
            warnings.add("transport: takes effect after a restart only");
        }
        if (proxy.loops().threads() != loops.threads()) {
            warnings.add("event-loops: takes effect after a restart only");
        }
        if (!read.admin().listen().equals(running.admin().listen())) {
            warnings.add("admin.listen: takes effect after a restart only; until then it is "
                    + Endpoint.text(running.admin().listen()));
        }
        ProxySettings kept = new ProxySettings(
                proxy.listen(),
                proxy.sites(),
                proxy.limits(),
                proxy.clients(),
                proxy.timeouts(),
                loops,
                proxy.banReply());
        if (!read.state().equals(running.state())
                && (read.state().chosen() || running.state().directory() != null)) {
            warnings.add("state-directory: takes effect after a restart only");
        }
        return new Configuration(
                kept,
                read.policy(),
                read.admission(),
                admin(read.admin(), running.admin()),
                read.accessLog(),
                running.state(),
                read.acme(),
                read.reporting());
    }

    /** The listener stays, with the token that is read: but one that is reached from elsewhere is never left without. */
    private static AdminSettings admin(AdminSettings read, AdminSettings running) {
        boolean needed = !running.isLocal() && read.token() == null;
        return new AdminSettings(running.listen(), needed ? running.token() : read.token());
    }
}
