package dev.portcullis.rules.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import java.util.regex.Pattern;

/** Reads addresses and networks (RFC 4632 3.1, RFC 4291 2.3): {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}. */
public final class Networks {

    /** An address or a network. Names are not looked up, and there are no wildcards or ranges. */
    public static final Kind<IpPrefix> NETWORK =
            Kind.of("an address or network such as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32", Networks::parse);

    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern NAME = Pattern.compile("(?i)([a-z0-9_-]+\\.)*[a-z][a-z0-9_-]*\\.?");

    private Networks() {}

    /**
     * The networks under the key. An entry that holds every IPv4 or IPv6 address gets a warning.
     *
     * @param meaning what such an entry means under this key
     */
    public static NetworkList read(Section section, String key, String meaning) {
        var items = section.items(key, NETWORK);
        for (Section.Item<IpPrefix> item : items) {
            if (item.value().displayLength() == 0) {
                section.warn(key, item, item.text() + " is every address: " + meaning, "the networks that are meant");
            }
        }
        return new NetworkList(items.stream().map(Section.Item::value).toList());
    }

    private static IpPrefix parse(String text) throws BadValue {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        IpPrefix address = AddressText.parse(addressText);
        if (address == null) {
            boolean name = NAME.matcher(addressText).matches();
            throw new BadValue(quoted(text)
                    + (name ? " is a name, and names are not looked up" : " is not an address or network"));
        }
        if (slash < 0) {
            return address;
        }
        int bits = addressText.indexOf(':') < 0 ? 32 : 128;
        String length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > bits) {
            throw new BadValue(quoted(text) + " has a prefix length that is not within 0 to " + bits);
        }
        IpPrefix network = new IpPrefix(address.high(), address.low(), Integer.parseInt(length) + 128 - bits);
        if (network.high() != address.high() || network.low() != address.low()) {
            throw new BadValue(quoted(text) + " is an address of the network " + network, network.toString());
        }
        return network;
    }
}
