package dev.portcullis.rules.rule;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whose requests are counted together: those that have all of the keys alike.
 *
 * @param keys in their order, each once; {@link Key#ALL} alone or not at all
 */
public record Per(List<Key> keys) {

    /** The client: an IPv4 address or an IPv6 prefix. */
    public static final Per CLIENT = of(Key.CLIENT);

    /** The client's network: its /24 or /48, unless configured otherwise. */
    public static final Per NETWORK = of(Key.NETWORK);

    /** Everybody. */
    public static final Per ALL = of(Key.ALL);

    /** Sorts the keys. Throws IllegalArgumentException when there is none, or another beside {@link Key#ALL}. */
    public Per {
        if (keys.isEmpty() || (keys.contains(Key.ALL) && keys.size() > 1)) {
            throw new IllegalArgumentException("these can't be counted together by: " + keys);
        }
        keys = List.copyOf(EnumSet.copyOf(keys));
    }

    /** These keys. */
    public static Per of(Key... keys) {
        return new Per(List.of(keys));
    }

    /** Those counted together here, apart by this key too. */
    public Per and(Key key) {
        Collection<Key> more = EnumSet.copyOf(keys);
        more.add(key);
        more.remove(Key.ALL);
        return new Per(List.copyOf(more));
    }

    /** Whether requests are told apart by this key. */
    public boolean has(Key key) {
        return keys.contains(key);
    }

    /** The keys as the configuration has them: {@code client}, {@code client and host}. */
    @Override
    public String toString() {
        return keys.stream().map(Key::word).collect(Collectors.joining(" and "));
    }

    /** What requests may have alike. */
    public enum Key {
        /** Who they are charged to. */
        CLIENT,
        /** The network of who they are charged to. */
        NETWORK,
        /** The session that the origin began: requests without one are not counted. */
        SESSION,
        /** The User-Agent. */
        AGENT,
        /** The normalised path. */
        PATH,
        /** The host. */
        HOST,
        /** The fingerprint of the TLS handshake: requests without one are not counted. */
        TLS_FINGERPRINT,
        /** That they are requests. */
        ALL;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The word for it in the configuration. */
        public String word() {
            return word;
        }
    }
}
