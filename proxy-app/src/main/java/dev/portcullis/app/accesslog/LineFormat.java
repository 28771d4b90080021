package dev.portcullis.app.accesslog;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/** Makes lines of finished exchanges. No line says anything of Cookie, Authorization or another field than these two. */
interface LineFormat {

    /**
     * Characters of User-Agent and of Referer that are written, before they are escaped: a stranger decides how long they are, and a
     * reader of logs may take a long line for two.
     */
    int MOST_OF_A_FIELD = 512;

    /** Appends the line of {@code exchange} with its end of line; every character of it is ASCII. */
    void append(StringBuilder line, FinishedExchange exchange);

    /** The client's address, exactly; behind a trusted proxy, where only the client's IPv6 prefix is known, its first address. */
    static IpPrefix address(FinishedExchange exchange) {
        IpPrefix client = exchange.facts().client();
        IpPrefix peer = exchange.peer();
        return client.contains(peer) ? peer : new IpPrefix(client.high(), client.low(), 128);
    }

    /** What is written of a field; empty when there is none. */
    static String cut(@Nullable String field) {
        if (field == null) {
            return "";
        }
        return field.length() <= MOST_OF_A_FIELD ? field : field.substring(0, MOST_OF_A_FIELD);
    }
}
