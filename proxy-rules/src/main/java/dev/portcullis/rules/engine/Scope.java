package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.Tally;
import dev.portcullis.rules.rule.Rule.Per;

/** The tallies that a request is counted in. Their monitors are taken in this order; any two may be the same tally. */
record Scope(Tally client, Tally network, Tally all) {

    Tally of(Per per) {
        return switch (per) {
            case CLIENT -> client;
            case NETWORK -> network;
            case ALL -> all;
        };
    }

    boolean live() {
        return client.live() && network.live() && all.live();
    }
}
