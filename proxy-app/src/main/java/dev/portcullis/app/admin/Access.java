package dev.portcullis.app.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What must be known to be let in at the administrator's listener.
 *
 * @param token what who changes anything must know
 * @param tokenFile where who may read it finds the token on this machine; null when it is nowhere
 * @param isLocal whether only this machine reaches the listener: if not, the token is wanted for reading too
 */
public record Access(String token, @Nullable String tokenFile, boolean isLocal) {

    private static final String SCHEME = "Bearer ";

    /** Whether the value of an Authorization header (RFC 6750 2.1) has the token. Takes as long for one wrong token as for another. */
    boolean admits(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Access[tokenFile=" + tokenFile + ", isLocal=" + isLocal + "]";
    }
}
