package dev.portcullis.rules.rule;

import dev.portcullis.rules.client.NetworkList;
import java.util.List;

/**
 * All that policy is configured with.
 *
 * @param rules the rules in force, defaults included, in the order of the file, those of sites last; no two have one name
 * @param allow who is never acted on
 * @param trustedProxies whose X-Forwarded-For is believed; they can't be banned
 * @param clients how clients are told apart and how many are remembered
 * @param observe whether the whole program only watches
 * @param signals what rules can know of a request besides what it says itself
 * @param safety what is heeded before anybody is banned, and after
 */
public record PolicySettings(
        List<Rule> rules,
        NetworkList allow,
        NetworkList trustedProxies,
        ClientSettings clients,
        boolean observe,
        Signals signals,
        SafetySettings safety) {

    /** Settings by which nothing is heeded besides. */
    public PolicySettings(
            List<Rule> rules,
            NetworkList allow,
            NetworkList trustedProxies,
            ClientSettings clients,
            boolean observe,
            Signals signals) {
        this(rules, allow, trustedProxies, clients, observe, signals, SafetySettings.NONE);
    }

    /** Copies the list. */
    public PolicySettings {
        rules = List.copyOf(rules);
    }

    /** Settings with the signals that hold by default. */
    public PolicySettings(
            List<Rule> rules, NetworkList allow, NetworkList trustedProxies, ClientSettings clients, boolean observe) {
        this(rules, allow, trustedProxies, clients, observe, Signals.DEFAULT);
    }

    /** The same settings, with so many clients remembered at most. */
    public PolicySettings remembering(int clientsAtMost) {
        ClientSettings fewer =
                new ClientSettings(clients.ipv6Prefix(), clients.ipv4Network(), clients.ipv6Network(), clientsAtMost);
        return new PolicySettings(rules, allow, trustedProxies, fewer, observe, signals, safety);
    }

    /**
     * How clients are told apart.
     *
     * @param ipv6Prefix bits of an IPv6 address that make one client, 32 to 128
     * @param ipv4Network bits of an IPv4 address that make one network, 8 to 32
     * @param ipv6Network bits of an IPv6 address that make one network, 16 to 128
     * @param max how many clients are remembered at most, 1000 or more
     */
    public record ClientSettings(int ipv6Prefix, int ipv4Network, int ipv6Network, int max) {

        /** /64 is a client, /24 and /48 a network; a million clients. */
        public static final ClientSettings DEFAULT = new ClientSettings(64, 24, 48, 1_000_000);
    }
}
