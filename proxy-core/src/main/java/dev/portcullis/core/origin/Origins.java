package dev.portcullis.core.origin;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.OriginTls;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers in use, each once, however many sites it serves. What stays from one configuration to the next keeps its state. Immutable. */
public final class Origins {

    /** None. */
    public static final Origins NONE = new Origins(Map.of());

    private final Map<Key, Origin> byKey;

    private record Key(
            SocketAddress server,
            HealthSettings health,
            ProxyProtocol proxyProtocol,
            @Nullable OriginTls tls) {}

    private Origins(Map<Key, Origin> byKey) {
        this.byKey = byKey;
    }

    /** The servers of these settings, those of before included that are among them. Looks names up: blocks. */
    public Origins with(Collection<OriginSettings> settings) {
        Map<Key, Origin> wanted = new LinkedHashMap<>();
        for (OriginSettings origin : settings) {
            for (SocketAddress server : origin.servers()) {
                Key key = new Key(server, origin.health(), origin.proxyProtocol(), origin.tls());
                Origin before = byKey.get(key);
                wanted.computeIfAbsent(
                        key,
                        k -> before != null
                                ? before
                                : new Origin(server, origin.health(), origin.proxyProtocol(), origin.tls()));
            }
        }
        return new Origins(wanted);
    }

    /** The servers of one origin, in its order. */
    public List<Origin> of(OriginSettings settings) {
        List<Origin> servers = new ArrayList<>();
        for (SocketAddress server : settings.servers()) {
            Origin origin = byKey.get(new Key(server, settings.health(), settings.proxyProtocol(), settings.tls()));
            if (origin == null) {
                throw new IllegalArgumentException("not among them: " + Origin.nameOf(server));
            }
            servers.add(origin);
        }
        return servers;
    }

    /** All of them. */
    public Collection<Origin> all() {
        return byKey.values();
    }
}
