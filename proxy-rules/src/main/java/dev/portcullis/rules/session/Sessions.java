package dev.portcullis.rules.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.cache.CacheState;
import dev.portcullis.rules.cache.Evictions;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.keep.Changes;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The sessions that the origin began: session cookies (RFC 6265) that it set itself. A cookie that a client made up is none, so that
 * nobody can choose how many sessions they have, or whose.
 *
 * <p>Only fingerprints are remembered, of name and value together: the values open accounts, and are never kept. Bounded: of too
 * many, those go that are asked for least (Caffeine's W-TinyLFU), so that bots that take a new session with each request push out
 * their own and not a visitor's.
 */
public final class Sessions {

    /** What stands for "no session". */
    public static final long NONE = 0;

    private final FingerprintKey key;
    private final Cache<Long, Boolean> begun;
    private final Eviction<Long, Boolean> eviction;
    private final Evictions evictions = new Evictions();
    private final Changes changes = new Changes();
    private volatile Names names;

    /** Whose cookies are sessions: of those who have signed in, and all. */
    private record Names(CookieNames signedIn, CookieNames all) {

        static Names of(SessionSettings settings) {
            List<String> all = Stream.concat(settings.cookies().stream(), settings.signedIn().stream())
                    .toList();
            return new Names(new CookieNames(settings.signedIn()), new CookieNames(all));
        }
    }

    /** Knows no session yet; fingerprints are made under this key. */
    public Sessions(SessionSettings settings, FingerprintKey key) {
        this.names = Names.of(settings);
        this.key = key;
        this.begun = Caffeine.newBuilder()
                .maximumSize(settings.max())
                .evictionListener(evictions)
                .executor(Runnable::run)
                .build();
        this.eviction = begun.policy().eviction().orElseThrow();
    }

    /** Goes by these settings from now on. Sessions under names that are no more among them are none any more. */
    public void configure(SessionSettings changed) {
        names = Names.of(changed);
        if (eviction.getMaximum() != changed.max()) {
            eviction.setMaximum(changed.max());
        }
    }

    /** Takes note of what the origin sets with an answer: the values of its Set-Cookie fields (RFC 6265 4.1). */
    public void set(List<String> setCookies) {
        CookieNames sessions = names.all();
        for (String field : setCookies) {
            int equals = field.indexOf('=');
            int semicolon = field.indexOf(';');
            int end = semicolon < 0 ? field.length() : semicolon;
            if (equals <= 0 || equals > end) {
                continue;
            }
            String name = field.substring(0, equals).strip();
            String value = field.substring(equals + 1, end).strip();
            if (sessions.has(name, 0, name.length()) && !isNoValue(value)) {
                Long session = fingerprint(name, value);
                if (begun.asMap().putIfAbsent(session, Boolean.TRUE) == null) {
                    changes.add(session);
                }
            }
        }
    }

    /**
     * The session that the request belongs to: a number other than {@link #NONE}, the same for each of its requests, or {@link
     * #NONE}. Of several the first counts.
     */
    public long of(Facts facts) {
        return find(facts, names.all());
    }

    /** Whether the request belongs to the session of somebody who has signed in. */
    public boolean signedIn(Facts facts) {
        CookieNames signedIn = names.signedIn();
        return !signedIn.isEmpty() && find(facts, signedIn) != NONE;
    }

    private long find(Facts facts, CookieNames wanted) {
        String cookies = facts.header("cookie");
        for (int start = 0; start < cookies.length(); ) {
            int semicolon = cookies.indexOf(';', start);
            int end = semicolon < 0 ? cookies.length() : semicolon;
            int equals = cookies.indexOf('=', start);
            int nameStart = afterBlanks(cookies, start, equals);
            int nameEnd = beforeBlanks(cookies, nameStart, equals);
            if (equals >= 0 && equals < end && wanted.has(cookies, nameStart, nameEnd)) {
                String value = cookies.substring(equals + 1, end).strip();
                long session = fingerprint(cookies.substring(nameStart, nameEnd), value);
                if (begun.getIfPresent(session) != null) {
                    return session;
                }
            }
            start = end + 1;
        }
        return NONE;
    }

    private static int afterBlanks(String text, int start, int end) {
        int at = start;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int beforeBlanks(String text, int start, int end) {
        int at = end;
        while (at > start && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** The sessions that have begun, as numbers: {@link Long}. Nothing is noted before its {@link Changes#begin}. */
    public Changes changes() {
        return changes;
    }

    /** Goes through all that are remembered, in no order. */
    public void forEach(LongConsumer action) {
        begun.asMap().keySet().forEach(action::accept);
    }

    /** Remembers one that began in another process with the same key. */
    public void restore(long session) {
        begun.put(session, Boolean.TRUE);
    }

    /** How many sessions are remembered, roughly. */
    public long size() {
        return begun.estimatedSize();
    }

    /** How full it is, and how many sessions went because their place was needed. */
    public CacheState state() {
        return evictions.state("sessions", begun);
    }

    /** What PHP and others set to take a cookie away. */
    private static boolean isNoValue(String value) {
        return value.isEmpty() || value.equals("deleted") || value.equals("\"\"");
    }

    private long fingerprint(String name, String value) {
        long print = key.digest().add(name).add(value).end();
        return print == NONE ? 1 : print;
    }
}
