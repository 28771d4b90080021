package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.PolicySettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The allow-list as requests are charged: an IPv6 address on it allows the client, its /64, that it belongs to. Otherwise the
 * entry would never hold, and the administrator who wrote it would lock themselves out.
 */
final class Allowed {

    private final NetworkList clients;
    private final Map<String, Verdict.Allow> verdicts = new HashMap<>();

    Allowed(PolicySettings settings) {
        List<IpPrefix> entries = settings.allow().entries();
        this.clients = new NetworkList(
                entries.stream().map(entry -> widened(entry, settings)).toList());
        for (IpPrefix entry : entries) {
            verdicts.putIfAbsent(widened(entry, settings).toString(), new Verdict.Allow(entry.toString()));
        }
    }

    private static IpPrefix widened(IpPrefix entry, PolicySettings settings) {
        return entry.widen(32, settings.clients().ipv6Prefix());
    }

    /** The verdict of a client that is on the list, with the entry as it was written; null for all others. */
    Verdict.@Nullable Allow find(IpPrefix client) {
        String entry = clients.find(client);
        return entry == null ? null : verdicts.get(entry);
    }
}
