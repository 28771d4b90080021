package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.count.Limit;
import dev.portcullis.rules.count.Tallies;
import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule.Per;
import java.util.List;

/** What the rules have counted: a tally for each client, for each network when a rule counts by network, and for everybody. */
final class Counts {

    private final ClientSettings clients;
    private final Tallies tallies;

    /** What these tallies hold, of clients as these settings tell them apart. */
    Counts(Tallies tallies, ClientSettings clients) {
        this.clients = clients;
        this.tallies = tallies;
    }

    /**
     * The tallies that a request is counted in by these rules; the client's stands in for those that none of them needs. One may be
     * forgotten by the time of its use.
     */
    Scope scope(IpPrefix client, List<CompiledRule> counting) {
        Tally own = tallies.of(client);
        Tally network = counts(counting, Per.NETWORK) ? tallies.of(network(client)) : own;
        return new Scope(own, network, counts(counting, Per.ALL) ? tallies.everybody() : own);
    }

    private static boolean counts(List<CompiledRule> rules, Per per) {
        for (CompiledRule rule : rules) {
            if (rule.per() == per) {
                return true;
            }
        }
        return false;
    }

    /** Counts one request that ended, and says what the rule counts now. */
    long add(CompiledRule rule, Limit limit, IpPrefix client, long weight, long now) {
        while (true) {
            Tally tally = rule.per() == Per.ALL ? tallies.everybody() : seen(rule.subject(client));
            synchronized (tally) {
                if (tally.live()) {
                    tally.add(rule.slot(), limit, weight, now);
                    return tally.count(rule.slot(), limit, now);
                }
            }
        }
    }

    /** The tally of a subject whose request was noted when it arrived: it is not noted again. */
    private Tally seen(IpPrefix subject) {
        Tally known = tallies.known(subject);
        return known != null ? known : tallies.of(subject);
    }

    /** What the rule counts of this client now. */
    long count(CompiledRule rule, Limit limit, IpPrefix client, long now) {
        Tally tally = rule.per() == Per.ALL ? tallies.everybody() : tallies.known(rule.subject(client));
        if (tally == null) {
            return 0;
        }
        synchronized (tally) {
            return tally.live() ? tally.count(rule.slot(), limit, now) : 0;
        }
    }

    /** Begins the rule's count of this subject anew. */
    void clear(CompiledRule rule, IpPrefix subject) {
        Tally tally = tallies.known(subject);
        if (tally != null) {
            synchronized (tally) {
                if (tally.live()) {
                    tally.clear(rule.slot());
                }
            }
        }
    }

    private IpPrefix network(IpPrefix client) {
        return client.widen(clients.ipv4Network(), clients.ipv6Network());
    }
}
