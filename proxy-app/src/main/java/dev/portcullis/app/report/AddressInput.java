package dev.portcullis.app.report;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Networks;

/** Addresses and networks as an administrator types them, by the rules of the configuration. Nothing is looked up. */
public final class AddressInput {

    private AddressInput() {}

    /** The address or network. Throws IllegalArgumentException, with a message for people, when the text is neither. */
    public static IpPrefix parse(String text) {
        try {
            return Networks.NETWORK.parse(Printable.of(text));
        } catch (BadValue e) {
            throw new IllegalArgumentException(e.getMessage() + "; expected " + Networks.NETWORK.expected(), e);
        }
    }
}
