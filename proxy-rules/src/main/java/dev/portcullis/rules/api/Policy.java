package dev.portcullis.rules.api;

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

    /** Whether the client is banned now, with allow-lists and observe mode heeded: asked for connections already open. */
    boolean refuses(IpPrefix client, long now);

    /** Whether the client is on the allow-list: no limit that is meant against strangers holds for it. */
    boolean allows(IpPrefix client);
}
