package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.crawler.Crawler;
import dev.portcullis.rules.crawler.CrawlerSettings;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code crawlers { ... }}: each key but {@code names} and {@code server} is a crawler, one of the known ones or another. */
final class CrawlersReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern DOMAIN = Pattern.compile("(?i)[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final Pattern ADDRESS = Pattern.compile("([0-9.]+|\\[[0-9a-fA-F:.]+])(?::([0-9]{1,5}))?");
    private static final int DNS_PORT = 53;
    private static final Kind<String> AGENT = Kinds.text("a part of the user agent such as Googlebot");
    private static final Kind<String> FILE =
            Kinds.text("the path of a file in the format of developers.google.com/search/apis/ipranges/googlebot.json");
    private static final Kind<String> DOMAIN_NAME = Kind.of("a domain such as googlebot.com", text -> {
        if (!DOMAIN.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " is not a domain");
        }
        return text.toLowerCase(Locale.ROOT);
    });

    private static final Kind<InetSocketAddress> SERVER =
            Kind.of("a DNS server's address such as 127.0.0.1 or 127.0.0.1:53", CrawlersReader::server);

    private CrawlersReader() {}

    static CrawlerSettings read(Section section) {
        Map<String, Crawler> crawlers = new LinkedHashMap<>();
        CrawlerSettings.DEFAULT.crawlers().forEach(crawler -> crawlers.put(crawler.name(), crawler));
        boolean names = section.get("names", DefaultRules.ON_OFF, true);
        for (String name : section.keys()) {
            if (name.equals("names") || name.equals("server")) {
                continue;
            }
            if (section.isOff(name)) {
                crawlers.remove(name);
            } else if (!NAME.matcher(name).matches()) {
                section.has(name);
                section.error(
                        name, quoted(name) + " can't be a crawler's name", "lower-case letters, digits and \"-\"");
            } else {
                crawlers.put(name, crawler(name, section.section(name), crawlers.get(name)));
            }
        }
        return new CrawlerSettings(new ArrayList<>(crawlers.values()), names, section.find("server", SERVER));
    }

    private static Crawler crawler(String name, Section section, @Nullable Crawler known) {
        List<String> agents = section.list("user-agent", AGENT);
        List<String> domains = section.list("domains", DOMAIN_NAME);
        NetworkList ranges = ranges(section);
        if (known == null) {
            if (agents.isEmpty() && !section.has("user-agent")) {
                section.error("user-agent", "is missing", AGENT.expected());
            }
            if (!section.has("domains") && !section.has("ranges")) {
                section.error("domains", "is missing, and so is ranges: nothing tells who is genuine", "one of them");
            }
            return new Crawler(name, agents, domains, ranges);
        }
        return new Crawler(
                name,
                agents.isEmpty() ? known.agents() : agents,
                domains.isEmpty() ? known.domains() : domains,
                ranges);
    }

    private static InetSocketAddress server(String text) throws BadValue {
        Matcher parts = ADDRESS.matcher(text);
        IpPrefix address = parts.matches()
                ? AddressText.parse(parts.group(1).replaceAll("[\\[\\]]", ""))
                : AddressText.parse(text);
        int port = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : DNS_PORT;
        if (address == null || port < 1 || port > 65535) {
            throw new BadValue(quoted(text) + " is not an address");
        }
        return new InetSocketAddress(address.address(), port);
    }

    /** The networks in the files: JSON as Google, Microsoft, Apple and DuckDuckGo publish it. */
    private static NetworkList ranges(Section section) {
        List<IpPrefix> all = new ArrayList<>();
        for (Section.Item<String> file : section.items("ranges", FILE)) {
            try {
                List<IpPrefix> found = networks(new File(file.value()));
                if (found.isEmpty()) {
                    section.error("ranges", file, quoted(file.value()) + " has no networks in it", FILE.expected());
                }
                all.addAll(found);
            } catch (ConfigException | BadValue e) {
                section.error(
                        "ranges", file, quoted(file.value()) + " can't be read: " + e.getMessage(), FILE.expected());
            }
        }
        return new NetworkList(all);
    }

    private static List<IpPrefix> networks(File file) throws BadValue {
        Config json = ConfigFactory.parseFile(
                file, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setAllowMissing(false));
        List<IpPrefix> networks = new ArrayList<>();
        for (Config prefix : json.getConfigList("prefixes")) {
            for (String key : List.of("ipv4Prefix", "ipv6Prefix")) {
                if (prefix.hasPath(key)) {
                    networks.add(Networks.NETWORK.parse(prefix.getString(key)));
                }
            }
        }
        return networks;
    }
}
