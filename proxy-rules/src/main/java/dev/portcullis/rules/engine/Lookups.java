package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.country.Countries;
import dev.portcullis.rules.crawler.Claim;
import dev.portcullis.rules.crawler.Crawlers;
import dev.portcullis.rules.crawler.Proof;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.session.Sessions;

/**
 * Where things can be found out about a request.
 *
 * @param sessions that the origin began
 * @param crawlers that are genuine or forged
 * @param countries of clients
 * @param clients what a network is
 * @param key of fingerprints
 */
record Lookups(Sessions sessions, Crawlers crawlers, Countries countries, ClientSettings clients, FingerprintKey key) {

    /** The class of a request of which nothing else is known than who sent it. */
    Precedence precedence(Facts facts, long now) {
        if (sessions.signedIn(facts)) {
            return Precedence.SESSION;
        }
        Claim claim = crawlers.claim(facts, now);
        return claim != null && claim.proof() == Proof.GENUINE ? Precedence.CRAWLER : Precedence.UNKNOWN;
    }

    IpPrefix network(IpPrefix client) {
        return client.widen(clients.ipv4Network(), clients.ipv6Network());
    }
}
