package dev.portcullis.rules.client;

import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.IpPrefix;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients by address: that of the peer, or, behind proxies that are trusted, the one they name. Immutable.
 *
 * <p>An element of X-Forwarded-For is an address, with or without a port, an IPv6 address with or without brackets, perhaps
 * quoted (as in RFC 7239 6). Empty elements are passed over (RFC 9110 5.6.1). Anything else, {@code unknown} included, ends
 * the walk: what stands left of it can't be vouched for, and the last hop that was read is charged. Names are never looked
 * up.
 */
public final class TrustedClients implements Clients {

    /** How many elements are looked at, from the right; a longer list ends there as a malformed element would end it. */
    static final int MAX_HOPS = 32;

    private final NetworkList trusted;
    private final int ipv6Prefix;
    private final Strangers strangers;

    /** Hears of peers that are not trusted. Called on event loops. */
    @FunctionalInterface
    public interface Strangers {

        /** One has sent a request, with this value of X-Forwarded-For; null when it sent none. */
        void asked(IpPrefix client, @Nullable String forwardedFor);
    }

    /** Clients behind these trusted proxies; {@code ipv6Prefix} bits of an IPv6 address, 0 to 128, make one client. */
    public TrustedClients(NetworkList trusted, int ipv6Prefix) {
        this(trusted, ipv6Prefix, (client, forwardedFor) -> {});
    }

    /** As above; {@code strangers} hears of all others. */
    public TrustedClients(NetworkList trusted, int ipv6Prefix, Strangers strangers) {
        this.trusted = trusted;
        this.ipv6Prefix = ipv6Prefix;
        this.strangers = strangers;
    }

    @Override
    public void claimed(IpPrefix client, @Nullable String forwardedFor) {
        strangers.asked(client, forwardedFor);
    }

    @Override
    public boolean trusts(InetAddress peer) {
        return trusted.contains(IpPrefix.of(peer));
    }

    @Override
    public IpPrefix direct(InetAddress peer) {
        return client(IpPrefix.of(peer));
    }

    @Override
    public Forwarding behind(InetAddress peer, List<String> forwardedFor) {
        IpPrefix last = null;
        String chain = "";
        int hops = 0;
        for (int i = forwardedFor.size() - 1; i >= 0; i--) {
            String value = forwardedFor.get(i);
            int to = value.length();
            while (to >= 0) {
                int comma = value.lastIndexOf(',', to - 1);
                int from = trimStart(value, comma + 1, to);
                int end = trimEnd(value, from, to);
                to = comma;
                if (++hops > MAX_HOPS) {
                    return forwarding(peer, last, chain);
                }
                if (from == end) {
                    continue;
                }
                IpPrefix hop = element(value, from, end);
                if (hop == null) {
                    return forwarding(peer, last, chain);
                }
                last = hop;
                chain = chain.isEmpty() ? hop.toString() : hop + ", " + chain;
                if (!trusted.contains(hop)) {
                    return forwarding(peer, last, chain);
                }
            }
        }
        return forwarding(peer, last, chain);
    }

    private Forwarding forwarding(InetAddress peer, @Nullable IpPrefix last, String chain) {
        return new Forwarding(last == null ? direct(peer) : client(last), chain);
    }

    private IpPrefix client(IpPrefix address) {
        return address.widen(32, ipv6Prefix);
    }

    /** The address of one element, without blanks around it; null when it is malformed. */
    private static @Nullable IpPrefix element(String text, int from, int to) {
        if (text.charAt(from) == '"') {
            boolean closed = to - from > 2 && text.charAt(to - 1) == '"';
            return closed ? node(text, from + 1, to - 1) : null;
        }
        return node(text, from, to);
    }

    private static @Nullable IpPrefix node(String text, int from, int to) {
        int colon = text.indexOf(':', from);
        if (colon < 0 || colon >= to) {
            return AddressText.parse(text, from, to);
        }
        if (text.charAt(from) == '[') {
            int end = text.indexOf(']', from);
            boolean whole = end > colon && end < to && (end + 1 == to || isPort(text, end + 1, to));
            return whole ? AddressText.parse(text, from + 1, end) : null;
        }
        if (text.indexOf(':', colon + 1) < 0 || text.indexOf(':', colon + 1) >= to) {
            return isPort(text, colon, to) ? AddressText.parse(text, from, colon) : null;
        }
        return AddressText.parse(text, from, to);
    }

    /** Whether the characters are a colon and a port: 1 to 5 digits. */
    private static boolean isPort(String text, int from, int to) {
        if (text.charAt(from) != ':' || to - from < 2 || to - from > 6) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!AddressText.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int trimStart(String text, int from, int to) {
        int at = from;
        while (at < to && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int trimEnd(String text, int from, int to) {
        int at = to;
        while (at > from && isBlank(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
