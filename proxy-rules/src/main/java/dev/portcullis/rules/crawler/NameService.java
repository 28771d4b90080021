package dev.portcullis.rules.crawler;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up names in the DNS (RFC 1035). No call blocks. Each answer is given once, on any thread, perhaps before the call returns: null
 * when none could be had, an empty list when there are no such records. The server that is asked is given; null stands for those
 * of the machine.
 */
public interface NameService {

    /** Answers nothing. */
    NameService NONE = new NameService() {
        @Override
        public void names(
                IpPrefix address, @Nullable InetSocketAddress server, Consumer<@Nullable List<String>> answer) {
            answer.accept(null);
        }

        @Override
        public void addresses(
                String name,
                boolean ipv4,
                @Nullable InetSocketAddress server,
                Consumer<@Nullable List<IpPrefix>> answer) {
            answer.accept(null);
        }
    };

    /** The names of exactly one address: its PTR records. */
    void names(IpPrefix address, @Nullable InetSocketAddress server, Consumer<@Nullable List<String>> answer);

    /** The addresses of a name: its A records, or else its AAAA records. */
    void addresses(
            String name, boolean ipv4, @Nullable InetSocketAddress server, Consumer<@Nullable List<IpPrefix>> answer);
}
