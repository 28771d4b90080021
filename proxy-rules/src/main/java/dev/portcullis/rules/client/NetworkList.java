package dev.portcullis.rules.client;

import dev.portcullis.rules.api.IpPrefix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A list of networks that says which of them an address is in. Immutable.
 *
 * <p>A look-up costs one hash probe per distinct prefix length in the list, of which an administrator's list has a handful,
 * however many networks there are.
 */
public final class NetworkList {

    /** The list that nobody is on. */
    public static final NetworkList EMPTY = new NetworkList(List.of());

    private final List<IpPrefix> entries;
    private final Map<IpPrefix, String> byPrefix;
    private final int[] lengths;

    /** In their order, IPv4 and IPv6 apart: what a block holds stands together there. */
    private final IpPrefix[] ipv4;

    private final IpPrefix[] ipv6;

    /** A list of these networks. */
    public NetworkList(List<IpPrefix> entries) {
        this.entries = List.copyOf(entries);
        this.byPrefix = new HashMap<>();
        TreeSet<Integer> distinct = new TreeSet<>();
        for (IpPrefix entry : entries) {
            byPrefix.putIfAbsent(entry, entry.toString());
            distinct.add(entry.length());
        }
        this.lengths = distinct.stream().mapToInt(Integer::intValue).toArray();
        this.ipv4 = sorted(entries, true);
        this.ipv6 = sorted(entries, false);
    }

    private static IpPrefix[] sorted(List<IpPrefix> entries, boolean isIpv4) {
        return entries.stream()
                .filter(entry -> entry.isIpv4() == isIpv4)
                .sorted()
                .toArray(IpPrefix[]::new);
    }

    /** The widest entry that holds all of {@code address}, as people write it; null when there is none. */
    public @Nullable String find(IpPrefix address) {
        IpPrefix entry = around(address);
        return entry == null ? null : byPrefix.get(entry);
    }

    /** An entry that shares an address with the block: the widest that holds all of it, or else the first in it; null when there is none. */
    public @Nullable IpPrefix overlap(IpPrefix block) {
        IpPrefix around = around(block);
        if (around != null) {
            return around;
        }
        IpPrefix[] sorted = block.isIpv4() ? ipv4 : ipv6;
        int found = Arrays.binarySearch(sorted, block);
        int next = found >= 0 ? found : -1 - found;
        return next < sorted.length && block.contains(sorted[next]) ? sorted[next] : null;
    }

    private @Nullable IpPrefix around(IpPrefix address) {
        int shortest = address.shortestLength();
        for (int length : lengths) {
            if (length > address.length()) {
                return null;
            }
            if (length < shortest) {
                continue;
            }
            IpPrefix entry = new IpPrefix(address.high(), address.low(), length);
            if (byPrefix.containsKey(entry)) {
                return entry;
            }
        }
        return null;
    }

    /** Whether all of {@code address} is in the list. */
    public boolean contains(IpPrefix address) {
        return around(address) != null;
    }

    /** The entries, in the order they were given. */
    public List<IpPrefix> entries() {
        return entries;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetworkList list && list.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
