package dev.portcullis.rules.config;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.NetworkList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the key {@code cdn}: CDNs in front of Portcullis, by the networks they have published, or by networks that are written out. */
public final class CdnReader {

    /** The CDNs whose networks are known. */
    private static final List<String> NAMES = List.of("cloudflare", "fastly");

    private static final Kind<List<IpPrefix>> CDN =
            Kind.of("cloudflare, fastly, or " + Networks.NETWORK.expected(), CdnReader::networks);

    private CdnReader() {}

    /** The networks of the CDNs, behind those that are trusted already. */
    public static NetworkList read(Section root, NetworkList trusted) {
        List<List<IpPrefix>> cdns =
                root.items("cdn", CDN).stream().map(Section.Item::value).toList();
        if (cdns.isEmpty()) {
            return trusted;
        }
        List<IpPrefix> all = new ArrayList<>(trusted.entries());
        cdns.forEach(all::addAll);
        return new NetworkList(all);
    }

    private static List<IpPrefix> networks(String text) throws BadValue {
        if (NAMES.contains(text)) {
            return published(text);
        }
        String nearest = NearestWord.of(text, NAMES);
        if (nearest != null) {
            throw new BadValue("unknown CDN " + Kinds.quoted(text), nearest);
        }
        IpPrefix network = Networks.NETWORK.parse(text);
        if (network.displayLength() == 0) {
            throw new BadValue(text + " is every address: anyone could claim any address in X-Forwarded-For");
        }
        return List.of(network);
    }

    /** One network a line in a file beside this class; what follows a {@code #} is a comment. */
    private static List<IpPrefix> published(String name) throws BadValue {
        List<IpPrefix> networks = new ArrayList<>();
        try (InputStream in = CdnReader.class.getResourceAsStream("cdn-" + name + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("the networks of " + name + " are missing in the program");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : lines(text).toList()) {
                networks.add(Networks.NETWORK.parse(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return networks;
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(line -> line.replaceAll("#.*", "").strip()).filter(line -> !line.isEmpty());
    }
}
