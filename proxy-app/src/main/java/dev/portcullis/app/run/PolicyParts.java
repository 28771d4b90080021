package dev.portcullis.app.run;

import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.time.Ticker;

/** Policy at work: the register of bans, the engine that decides, and the time that they go by. */
record PolicyParts(Bans bans, PolicyEngine engine, Time time) {

    static PolicyParts of(PolicySettings settings, Time time) {
        return of(settings, NameService.NONE, time);
    }

    /** Policy that verifies crawlers by these names. */
    static PolicyParts of(PolicySettings settings, NameService names, Time time) {
        Bans bans = new Bans(Bannable.of(settings), time.ticker(), time.clock());
        return new PolicyParts(bans, new PolicyEngine(settings, bans, time.clock(), names), time);
    }

    /** The settings in force. */
    PolicySettings settings() {
        return engine.settings();
    }

    /** Throws IllegalArgumentException when these settings can't be carried out; changes nothing. */
    void check(PolicySettings settings) {
        of(settings, time);
    }

    Ticker ticker() {
        return time.ticker();
    }

    /** How many bans refuse somebody now. */
    int enforcedBans() {
        return bans.active(ticker().nanos());
    }

    /** How many bans are only watched now. */
    int observedBans() {
        return bans.observed(ticker().nanos());
    }

    /** Sweeps out the bans that have ended. */
    void expireBans() {
        bans.expire(ticker().nanos());
    }
}
