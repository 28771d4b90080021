package dev.portcullis.rules.crawler;

import dev.portcullis.rules.client.NetworkList;
import java.util.List;
import java.util.Locale;

/**
 * A crawler as its operator describes it.
 *
 * @param name the word for it in the configuration
 * @param agents what the user agents of its requests hold, any of it, without regard to case
 * @param domains the names of its addresses end in one of these, by whole labels, and lead back to the address; none when its operator
 *     says nothing of names
 * @param ranges the networks that its operator has published; when there are domains too, an address may be elsewhere
 */
public record Crawler(String name, List<String> agents, List<String> domains, NetworkList ranges) {

    /** Copies the lists. */
    public Crawler {
        agents = List.copyOf(agents);
        domains = List.copyOf(domains);
    }

    /** The same with these ranges. */
    public Crawler within(NetworkList published) {
        return new Crawler(name, agents, domains, published);
    }

    /** Whether an address of the crawler may have this name. */
    boolean mayBeNamed(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return domains.stream().anyMatch(domain -> plain.endsWith("." + domain));
    }
}
