package dev.portcullis.rules.rule;

import dev.portcullis.rules.rule.Condition.StatusRange;
import java.util.List;

/**
 * What a failed login looks like: a POST to one of these paths, answered by the origin with one of these statuses.
 *
 * @param paths patterns for the normalised path
 * @param failed statuses that mean failure: many applications show the form again with 200, and redirect after success
 */
public record Logins(List<String> paths, List<StatusRange> failed) {

    /** The login pages of widespread applications. */
    public static final Logins DEFAULT = new Logins(
            List.of(
                    "*/wp-login.php",
                    "*/login",
                    "*/login.php",
                    "*/login/",
                    "*/administrator/index.php",
                    "*/user/login"),
            List.of(new StatusRange(200, 200), new StatusRange(401, 401), new StatusRange(403, 403)));

    /** Copies the lists. */
    public Logins {
        paths = List.copyOf(paths);
        failed = List.copyOf(failed);
    }

    /** The condition that holds for failed logins. */
    public Condition condition() {
        return new Condition(List.of("POST"), List.of(), paths, failed, List.of(), List.of());
    }
}
