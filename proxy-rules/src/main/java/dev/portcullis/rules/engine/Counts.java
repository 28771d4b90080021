package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.count.Slot;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Per;
import org.jspecify.annotations.Nullable;

/** What the rules have counted: a tally for everybody, and for each client, network and whatever else rules count together by. */
final class Counts {

    private final Tallies tallies;
    private final Dimensions dimensions;
    private final Lookups lookups;
    private volatile boolean replaced;

    /** What these tallies hold, of requests that are counted together in these ways. */
    Counts(Tallies tallies, Dimensions dimensions, Lookups lookups) {
        this.tallies = tallies;
        this.dimensions = dimensions;
        this.lookups = lookups;
    }

    /** Other rules are in force from now on, and some of these may have lost their places. To be called before these are given to others. */
    void replace() {
        replaced = true;
    }

    /** Whether some of the rules may have lost their places. Holds, if asked with a tally's monitor held, for as long as that is held. */
    boolean areReplaced() {
        return replaced;
    }

    /**
     * The tallies that a request is counted in by these counters. One may be forgotten by the time of its use.
     *
     * @param arriving whether the request is noted; it is not noted again when it ends
     */
    Scope scope(Inquiry request, Counting counting, boolean arriving) {
        @Nullable Tally[] found = new Tally[dimensions.size()];
        if (arriving) {
            found[Dimensions.CLIENT] = tallies.of(request.client());
        }
        for (int i = 0; i < counting.size(); i++) {
            Counter counter = counting.counter(i);
            need(counter.dimension(), found, request, arriving);
            CompiledRule.Membership members = counter.members();
            if (members != null) {
                need(members.dimension(), found, request, arriving);
            }
        }
        return new Scope(found);
    }

    private void need(int dimension, @Nullable Tally[] found, Inquiry request, boolean arriving) {
        if (found[dimension] == null) {
            found[dimension] = tally(dimensions.get(dimension), request, arriving);
        }
    }

    private Tally tally(Per per, Inquiry request, boolean arriving) {
        if (per.equals(Per.ALL)) {
            return tallies.everybody();
        }
        IpPrefix block = block(per, request.client());
        if (block != null) {
            Tally known = arriving ? null : tallies.known(block);
            return known != null ? known : tallies.of(block);
        }
        Fingerprint print = request.fingerprint(per);
        Tally known = arriving ? null : tallies.known(print);
        return known != null ? known : tallies.of(print);
    }

    /** What the rule counts of this client now; 0 when that hangs on more than the client. */
    long count(CompiledRule rule, IpPrefix client, long now) {
        IpPrefix block = block(rule.per(), client);
        Tally tally = rule.per().equals(Per.ALL) ? tallies.everybody() : block == null ? null : tallies.known(block);
        return count(rule, tally, now);
    }

    /** What the rule counts of the group that this stands for. */
    long count(CompiledRule rule, Fingerprint group, long now) {
        return count(rule, tallies.known(group), now);
    }

    /** What the rule counts of those that this request belongs to. */
    long count(CompiledRule rule, Inquiry request, long now) {
        return count(rule, known(rule.per(), request), now);
    }

    private static long count(CompiledRule rule, @Nullable Tally tally, long now) {
        if (tally == null) {
            return 0;
        }
        synchronized (tally) {
            return tally.live() ? tally.count(rule.slot(), rule.limit(), now) : 0;
        }
    }

    /** Takes note of what has changed in the tallies of a request; with the monitors of all of them held. */
    void note(Inquiry request, Scope scope) {
        for (int dimension = 0; dimension < dimensions.size(); dimension++) {
            Tally tally = scope.get(dimension);
            if (tally != null && tally.isUnnoted()) {
                note(dimensions.get(dimension), request, tally);
            }
        }
    }

    private void note(Per per, Inquiry request, Tally tally) {
        IpPrefix block = block(per, request.client());
        if (block != null) {
            tallies.note(block, tally);
        } else if (per.equals(Per.ALL)) {
            tallies.noteEverybody();
        } else {
            tallies.note(request.fingerprint(per), tally);
        }
    }

    /** Begins the rule's counts of this request's group, and of its client as a member of it, anew. */
    void clear(CompiledRule rule, Inquiry request) {
        clear(banning(rule), request, rule.banningSlot());
    }

    /** What stands for the group whose count the rule bans by, if that isn't the request's client or network. */
    @Nullable
    Fingerprint group(CompiledRule rule, Inquiry request) {
        Per per = banning(rule);
        return per.equals(Per.ALL) || block(per, request.client()) != null ? null : request.fingerprint(per);
    }

    /** How those are told apart whose counts the rule bans by. */
    private Per banning(CompiledRule rule) {
        return rule.members == null ? rule.per() : dimensions.get(rule.members.dimension());
    }

    private void clear(Per per, Inquiry request, Slot slot) {
        Tally tally = known(per, request);
        if (tally != null) {
            synchronized (tally) {
                if (tally.live()) {
                    tally.clear(slot);
                    if (tally.isUnnoted()) {
                        note(per, request, tally);
                    }
                }
            }
        }
    }

    private @Nullable Tally known(Per per, Inquiry request) {
        if (per.equals(Per.ALL)) {
            return tallies.everybody();
        }
        IpPrefix block = block(per, request.client());
        return block != null ? tallies.known(block) : tallies.known(request.fingerprint(per));
    }

    /** The client or network that requests are counted by; null when they are counted by something else. */
    private @Nullable IpPrefix block(Per per, IpPrefix client) {
        if (per.equals(Per.CLIENT)) {
            return client;
        }
        return per.equals(Per.NETWORK) ? lookups.network(client) : null;
    }
}
