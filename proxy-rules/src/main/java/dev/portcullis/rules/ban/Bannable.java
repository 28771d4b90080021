package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.PolicySettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who can be banned, and as what.
 *
 * <p>Whoever acts for others can't: 127.0.0.1 and ::1 (the rest of 127.0.0.0/8 is ordinary), trusted proxies, and every
 * network that holds one of them. Banning one would lock out everybody behind it, the administrator perhaps included.
 * Allow beats ban, so a rule may ban a network in which somebody is allowed; an administrator who asks for that is told instead.
 */
public final class Bannable {

    private static final NetworkList LOOPBACK =
            new NetworkList(List.of(new IpPrefix(0, 1, 128), IpPrefix.of(new byte[] {127, 0, 0, 1})));

    private final NetworkList allow;
    private final NetworkList trustedProxies;
    private final int ipv6Prefix;

    /**
     * Who can be banned when these are allowed and trusted.
     *
     * @param ipv6Prefix bits of an IPv6 address that make one client
     */
    public Bannable(NetworkList allow, NetworkList trustedProxies, int ipv6Prefix) {
        this.allow = allow;
        this.trustedProxies = trustedProxies;
        this.ipv6Prefix = ipv6Prefix;
    }

    /** Who can be banned under these settings. */
    public static Bannable of(PolicySettings settings) {
        return new Bannable(
                settings.allow(), settings.trustedProxies(), settings.clients().ipv6Prefix());
    }

    /** The client or network that is meant by {@code given}: an IPv6 address stands for its client, all else for itself. */
    public IpPrefix subject(IpPrefix given) {
        return given.widen(32, ipv6Prefix);
    }

    /** Whether a rule may ban the subject. */
    public boolean byRule(IpPrefix subject) {
        return LOOPBACK.overlap(subject) == null && trustedProxies.overlap(subject) == null;
    }

    /** Why an administrator can't ban the subject, as a sentence; null when they can. */
    public @Nullable String refusal(IpPrefix subject) {
        String refusal = refusal(subject, LOOPBACK, "this machine itself");
        if (refusal == null) {
            refusal = refusal(subject, trustedProxies, "a trusted proxy");
        }
        return refusal != null ? refusal : refusal(subject, allow, "on the allow-list");
    }

    private static @Nullable String refusal(IpPrefix subject, NetworkList list, String what) {
        IpPrefix entry = list.overlap(subject);
        if (entry == null) {
            return null;
        }
        if (entry.equals(subject)) {
            return subject + " can't be banned: it is " + what;
        }
        return entry.contains(subject)
                ? subject + " can't be banned: it is in " + entry + ", which is " + what
                : subject + " can't be banned: it holds " + entry + ", which is " + what;
    }
}
