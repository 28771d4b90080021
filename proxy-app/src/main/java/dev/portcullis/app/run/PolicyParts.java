package dev.portcullis.app.run;

import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.rule.PolicySettings;

/** Policy at work: its settings, the register of bans and the engine that decides. */
record PolicyParts(PolicySettings settings, Bans bans, PolicyEngine engine) {

    static PolicyParts of(PolicySettings settings, Time time) {
        Bans bans = new Bans(Bannable.of(settings), time.ticker(), time.clock());
        return new PolicyParts(settings, bans, new PolicyEngine(settings, bans, time.clock()));
    }
}
