package dev.portcullis.rules.session;

import java.util.List;

/**
 * Which cookies are sessions. A name that ends in {@code *} stands for all names that begin so.
 *
 * @param cookies the names of cookies that visitors get, signed in or not
 * @param signedIn the names of cookies that the origin sets for those only who have signed in
 * @param max how many sessions are remembered at most, 1000 or more
 */
public record SessionSettings(List<String> cookies, List<String> signedIn, int max) {

    /** The session cookies of PHP itself and of widespread applications; a hundred thousand sessions, some 8 MB. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            List.of(
                    "PHPSESSID",
                    "cms_session*",
                    "DokuWiki",
                    "SESS*",
                    "SSESS*",
                    "phpbb3_*",
                    "fe_typo_user",
                    "laravel_session"),
            List.of("wordpress_logged_in_*"),
            100_000);

    /** Copies the lists. */
    public SessionSettings {
        cookies = List.copyOf(cookies);
        signedIn = List.copyOf(signedIn);
    }
}
