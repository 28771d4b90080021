package dev.portcullis.rules.engine;

/**
 * Who is hit when a rule acts on a group: the clients of that network, with that user agent or at that path that were seen since the
 * group went past half of the rule's limit.
 *
 * @param clients how many there were; of more than a thousand, a thousand
 * @param withSession how many of these sent a request that belonged to a session which the origin began: visitors, perhaps
 */
public record Collateral(int clients, int withSession) {

    /** Of a rule that acts on no groups, or has not yet. */
    public static final Collateral NONE = new Collateral(0, 0);
}
