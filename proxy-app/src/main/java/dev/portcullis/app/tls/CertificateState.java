package dev.portcullis.app.tls;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a certificate stands.
 *
 * @param file the file it is read from
 * @param hosts the hosts it is served for
 * @param expires until when it is valid
 * @param problem why the files as they are now are not what is served; null when they are
 */
public record CertificateState(
        String file,
        List<String> hosts,
        Instant expires,
        @Nullable String problem) {

    /** The host that it is named by: the first one; the file when there is none. */
    public String name() {
        return hosts.isEmpty() ? file : hosts.get(0);
    }
}
