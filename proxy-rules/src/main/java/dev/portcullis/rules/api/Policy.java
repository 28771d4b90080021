package dev.portcullis.rules.api;

import java.util.List;

/**
 * Decides about requests. The data path asks {@link #decide} when a request has arrived and tells {@link #ended} when it
 * is over, exactly once each and in this order; {@code now} is monotonic time in nanoseconds.
 *
 * <p>Called on event loops, from several at once: no call blocks, waits or throws.
 */
public interface Policy {

    /** The verdict of a request that has just arrived. What it asks is counted by this call. */
    Verdict decide(Facts facts, long now);

    /** Tells how a request ended. What it cost and broke is counted by this call; it may ban its client. */
    void ended(Facts facts, Verdict verdict, Outcome outcome, long now);

    /**
     * Whether the client is banned now, with allow-lists and observe mode heeded: asked for connections already open. A ban that is not
     * kept yet ({@link Keeping}) does not show here.
     */
    boolean refuses(IpPrefix client, long now);

    /** Whether the client is on the allow-list: no limit that is meant against strangers holds for it. */
    boolean allows(IpPrefix client);

    /** The class that a request goes in, if it has to wait for the origin. Asked between {@link #decide} and {@link #ended}. */
    default Precedence precedence(Facts facts, Verdict verdict, long now) {
        if (verdict instanceof Verdict.Allow) {
            return Precedence.ALLOWED;
        }
        return verdict instanceof Verdict.Observe ? Precedence.SUSPECTED : Precedence.UNKNOWN;
    }

    /**
     * Tells, between {@link #decide} and {@link #ended}, that a request has to wait for the origin behind many others of its client
     * ({@link Place#isPushing}). It may ban its client.
     */
    default void waits(Facts facts, Verdict verdict, long now) {}

    /** Tells which cookies the origin sets with its answer: the values of Set-Cookie (RFC 6265 4.1), one or more. */
    default void cookiesSet(Facts facts, List<String> setCookies, long now) {}

    /**
     * The name, in lower case, of the response field in which the origin says something to Portcullis alone; empty for none. Clients
     * never see that field, and the origin never sees one of theirs.
     */
    default String signalField() {
        return "";
    }

    /** Tells that the client sent what is no request, or broke off within the head of one. */
    default void malformed(IpPrefix client, long now) {}
}
