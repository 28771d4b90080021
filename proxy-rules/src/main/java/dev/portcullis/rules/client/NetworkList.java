package dev.portcullis.rules.client;

import dev.portcullis.rules.api.IpPrefix;
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
    }

    /** The widest entry that holds all of {@code address}, as people write it; null when there is none. */
    public @Nullable String find(IpPrefix address) {
        int shortest = address.shortestLength();
        for (int length : lengths) {
            if (length > address.length()) {
                return null;
            }
            if (length < shortest) {
                continue;
            }
            String entry = byPrefix.get(new IpPrefix(address.high(), address.low(), length));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Whether all of {@code address} is in the list. */
    public boolean contains(IpPrefix address) {
        return find(address) != null;
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
