package dev.portcullis.core.accept;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections the file descriptors allow that the system grants the process. */
public final class FileDescriptors {

    private static final long RESERVED = 64;
    private static final int FEWEST = 16;
    private static final int MOST = 1_000_000;

    private FileDescriptors() {}

    /** As many connections as may be open with the descriptors of this process; 1,000,000 where there is no limit to be had. */
    public static int connections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? connectionsWith(unix.getMaxFileDescriptorCount())
                : MOST;
    }

    /**
     * As many connections as may be open with so many descriptors: (d - d / 10 - 64) / 2, but at least 16 and at most 1,000,000.
     *
     * <p>A connection that is served takes two: the client's and the origin's. 64 are for what is always there (event loops,
     * listeners, log, state, the admin's connections, the program's own files), and a tenth for kept connections to
     * origins, health checks and what is just being accepted.
     */
    static int connectionsWith(long descriptors) {
        return (int) Math.max(FEWEST, Math.min(MOST, (descriptors - descriptors / 10 - RESERVED) / 2));
    }
}
