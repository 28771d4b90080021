package dev.portcullis.rules.country;

import dev.portcullis.rules.api.IpPrefix;

/** Says where addresses are. Called on event loops; no call blocks or throws. */
public interface Countries {

    /** Knows nothing. */
    Countries NONE = new Countries() {
        @Override
        public String of(IpPrefix address) {
            return "";
        }

        @Override
        public String toString() {
            return "no country database";
        }
    };

    /** The country that the address is in: two capitals, as in ISO 3166-1; empty when it isn't known. */
    String of(IpPrefix address);
}
