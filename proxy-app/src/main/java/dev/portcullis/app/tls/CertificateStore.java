package dev.portcullis.app.tls;

import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.settings.TlsSettings.Engine;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.ServerCertificate;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the configuration as they are served. Their files are looked at once a second; new ones are served from then on.
 * Files that can't be used leave what is served as it is, and the log, the metrics and the status say so.
 *
 * <p>Safe between threads.
 */
public final class CertificateStore {

    private static final Logger log = LoggerFactory.getLogger(CertificateStore.class);

    private final Certificates certificates;
    private final WallClock clock;
    private final AtomicLong failures = new AtomicLong();
    private List<WatchedCertificate> watched = List.of();
    private Engine engine = Engine.AUTO;
    private boolean http2 = true;

    /** One that serves nothing yet. */
    public CertificateStore(Certificates certificates, WallClock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    /**
     * Reads the certificates that these settings name, and returns what serves them when it is run. Throws IOException, with a message of
     * one line for people, when one can't be read or used; then nothing has changed.
     */
    public synchronized Runnable prepare(TlsSettings settings) throws IOException {
        List<WatchedCertificate> read = new ArrayList<>();
        for (CertificateFiles files : settings.certificates()) {
            try {
                read.add(WatchedCertificate.read(files, clock.now()));
            } catch (PemException e) {
                throw new IOException((e.isOfKey() ? files.key() : files.certificate()) + " " + e.found(), e);
            }
        }
        Runnable serve;
        try {
            serve = certificates.prepare(all(read), settings.engine(), settings.http2());
        } catch (SSLException | IllegalStateException e) {
            throw new IOException("a certificate can't be served: " + e.getMessage(), e);
        }
        return () -> take(read, settings.engine(), settings.http2(), serve);
    }

    private synchronized void take(List<WatchedCertificate> read, Engine wanted, boolean wantsHttp2, Runnable serve) {
        serve.run();
        watched = read;
        engine = wanted;
        http2 = wantsHttp2;
    }

    /** What serves again what is served now, when it is run. */
    public synchronized Runnable asItIs() throws IOException {
        try {
            List<WatchedCertificate> now = watched;
            Engine by = engine;
            boolean withHttp2 = http2;
            Runnable serve = certificates.prepare(all(now), by, withHttp2);
            return () -> take(now, by, withHttp2, serve);
        } catch (SSLException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Looks at the files, and serves what is new in them. */
    public synchronized void look() {
        for (WatchedCertificate each : watched) {
            ServerCertificate before = each.certificate();
            if (each.look(clock.now())) {
                taken(each, before);
            }
        }
    }

    private void taken(WatchedCertificate changed, ServerCertificate before) {
        if (changed.problem() == null) {
            try {
                certificates.prepare(all(watched), engine, http2).run();
                log.info(
                        "serving the new certificate in {}: {}", changed.files().certificate(), changed.certificate());
                return;
            } catch (SSLException e) {
                changed.refused(before, "can't be served: " + e.getMessage());
            }
        }
        failures.incrementAndGet();
        log.error("{}; the certificate that was served before goes on being served", changed.problem());
    }

    /** How the certificates stand, in the order of the configuration. */
    public synchronized List<CertificateState> states() {
        return watched.stream().map(WatchedCertificate::state).toList();
    }

    /** What is wrong with files that have changed, in words. */
    public synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (WatchedCertificate each : watched) {
            if (each.problem() != null) {
                problems.add(each.problem() + "; the certificate from before is served");
            }
        }
        return problems;
    }

    /** How often files that have changed could not be used. */
    public long failures() {
        return failures.get();
    }

    private static List<ServerCertificate> all(List<WatchedCertificate> watched) {
        return watched.stream().map(WatchedCertificate::certificate).toList();
    }
}
