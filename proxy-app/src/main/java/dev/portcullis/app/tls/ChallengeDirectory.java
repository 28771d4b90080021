package dev.portcullis.app.tls;

import dev.portcullis.core.exchange.Challenges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers challenges from files, as {@code certbot --webroot} leaves them: {@code .well-known/acme-challenge/TOKEN} below a directory.
 * Only what can be a token is looked for, and only a short file that is no link is read.
 */
public final class ChallengeDirectory implements Challenges {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int MOST_BYTES = 4096;

    private volatile @Nullable Path directory;

    /** Answers from here from now on; null for not at all. */
    public void serve(@Nullable Path webroot) {
        directory = webroot == null ? null : webroot.resolve(".well-known").resolve("acme-challenge");
    }

    @Override
    public byte @Nullable [] answer(String token) {
        Path now = directory;
        if (now == null || !TOKEN.matcher(token).matches()) {
            return null;
        }
        Path file = now.resolve(token);
        try {
            boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES;
            return plain ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            return null;
        }
    }
}
