package dev.portcullis.app.tls;

import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.core.tls.ServerCertificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate whose files are looked at again and again. A change is taken when it was seen twice: whoever writes both files has
 * written both by then.
 */
final class WatchedCertificate {

    private final CertificateFiles files;
    private String read;
    private String seen;
    private ServerCertificate served;
    private @Nullable String problem;

    /** One that has just been read. The stamps were taken before. */
    private WatchedCertificate(CertificateFiles files, String stamps, ServerCertificate certificate) {
        this.files = files;
        this.read = stamps;
        this.seen = stamps;
        this.served = certificate;
    }

    /** Reads the files. */
    static WatchedCertificate read(CertificateFiles files, Instant now) throws PemException {
        String stamps = stamps(files);
        return new WatchedCertificate(
                files, stamps, CertificateReader.read(files, now).certificate());
    }

    CertificateFiles files() {
        return files;
    }

    /** What is to be served. */
    ServerCertificate certificate() {
        return served;
    }

    /** Looks at the files; when they have changed, reads them. Says whether there is something new to serve or to tell. */
    boolean look(Instant now) {
        String stamps = stamps(files);
        boolean settled = stamps.equals(seen);
        seen = stamps;
        if (!settled || stamps.equals(read)) {
            return false;
        }
        read = stamps;
        try {
            ServerCertificate found = CertificateReader.read(files, now).certificate();
            String unusable = CertificateReader.unusable(found, now);
            if (unusable.isEmpty()) {
                served = found;
                problem = null;
            } else {
                problem = files.certificate() + " " + unusable;
            }
        } catch (PemException e) {
            problem = (e.isOfKey() ? files.key() : files.certificate()) + " " + e.found();
        }
        return true;
    }

    /** What was read can't be served after all. */
    void refused(ServerCertificate before, String why) {
        served = before;
        problem = files.certificate() + " " + why;
    }

    /** Why what the files say is not served; null when it is. */
    @Nullable
    String problem() {
        return problem;
    }

    CertificateState state() {
        return new CertificateState(
                files.certificate().toString(),
                served.hosts(),
                served.leaf().getNotAfter().toInstant(),
                problem);
    }

    private static String stamps(CertificateFiles files) {
        return FileStamp.of(files.certificate()).text() + " | "
                + FileStamp.of(files.key()).text();
    }
}
