package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Files;
import dev.portcullis.rules.api.Facts;
import java.time.Duration;

/**
 * Tells requests for static files from those for pages: by how the path ends, or by what the origin is known to take for it.
 *
 * <p>A path with a script's name before the end, such as {@code /index.php/a.css}, runs that script and is a page.
 */
final class Kinds {

    /** What takes no longer is no page. */
    private static final double SMALL = Duration.ofMillis(2).toNanos();

    private static final String SCRIPT = ".php/";

    private final String[] suffixes;

    Kinds(Files files) {
        this.suffixes = files.suffixes().toArray(String[]::new);
    }

    /** Whether the request reads a path that ends like a static file's. */
    boolean looksLikeFile(Facts facts) {
        String method = facts.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        String path = facts.path();
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') && isSuffix(path, dot + 1) && !path.contains(SCRIPT);
    }

    /** Whether requests for the path are known to take next to nothing of the origin's time. */
    boolean isSmall(PathCosts costs, int path) {
        return costs.isKnownToTakeAtMost(path, SMALL);
    }

    private boolean isSuffix(String path, int from) {
        for (String suffix : suffixes) {
            if (suffix.length() == path.length() - from && path.regionMatches(true, from, suffix, 0, suffix.length())) {
                return true;
            }
        }
        return false;
    }
}
