package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hosts by which sites are told apart, as a request's Host names them (RFC 9110 7.2): lower case, without a port. */
final class Hosts {

    /** A name, an address, or {@code *.} and a name for every name below that one. */
    static final Kind<String> HOST = Kind.of("a host such as shop.example or *.shop.example", Hosts::host);

    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    private static final Pattern PORT = Pattern.compile(":\\d*$");

    private Hosts() {}

    private static String host(String text) throws BadValue {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.contains("/")) {
            String rest = host.replaceFirst("^[a-z]*:?//", "").replaceFirst("/.*", "");
            throw new BadValue(quoted(text) + " is more than a host", nearest(rest));
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        IpPrefix address = AddressText.parse(bracketed ? host.substring(1, host.length() - 1) : host);
        if (address != null) {
            return literal(text, host, address);
        }
        if (PORT.matcher(host).find()) {
            String rest = PORT.matcher(host).replaceFirst("");
            throw new BadValue(quoted(text) + " has a port, which hosts are without here", nearest(rest));
        }
        return name(text, host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    }

    private static String literal(String text, String host, IpPrefix address) throws BadValue {
        if (host.contains(":") && !host.startsWith("[")) {
            throw new BadValue(quoted(text) + " is an IPv6 address without its brackets", "[" + address + "]");
        }
        return host.contains(":") ? "[" + address + "]" : host;
    }

    private static String name(String text, String host) throws BadValue {
        if (host.equals("*")) {
            throw new BadValue(quoted(text) + " is every host: that is what the origin outside of sites is for");
        }
        String parent = host.startsWith("*.") ? host.substring(2) : host;
        if (parent.contains("*")) {
            throw new BadValue(quoted(text) + " has a \"*\" elsewhere than for the whole first part of a name");
        }
        if (!NAME.matcher(parent).matches()) {
            throw new BadValue(quoted(text) + " is not a host", nearest(host));
        }
        return host;
    }

    /** The host as it would be right, in the form that browsers send; null when it would be wrong all the same. */
    private static @Nullable String nearest(String host) {
        boolean wild = host.startsWith("*.");
        try {
            String ascii = IDN.toASCII(wild ? host.substring(2) : host).toLowerCase(Locale.ROOT);
            boolean usable = NAME.matcher(ascii).matches();
            return usable ? (wild ? "*." : "") + ascii : null;
        } catch (IllegalArgumentException notAName) {
            return null;
        }
    }
}
