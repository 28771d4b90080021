package dev.portcullis.app.run;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.time.Ticker;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Policy at work: the register of bans, the engine that decides, and the time that they go by. */
record PolicyParts(Bans bans, PolicyEngine engine, Time time) {

    static PolicyParts of(PolicySettings settings, Time time) {
        return of(settings, NameService.NONE, FingerprintKey.random(), time);
    }

    /** Policy that verifies crawlers by these names, and makes fingerprints under this key. */
    static PolicyParts of(PolicySettings settings, NameService names, FingerprintKey key, Time time) {
        Bans bans = new Bans(Bannable.of(settings), time.ticker(), time.clock());
        Safety safety = new Safety(time.ticker(), time.clock());
        return new PolicyParts(bans, new PolicyEngine(fitting(settings), bans, names, safety, key), time);
    }

    /** Tells apart the bans that stand. */
    private record Key(IpPrefix subject, String rule, boolean observed) {
        static Key of(Ban ban) {
            return new Key(ban.subject(), ban.rule(), ban.observed());
        }
    }

    /**
     * Takes in the bans of the process that this one takes over from.
     *
     * @param first those that stood there before, which are here already: what of them stands no more was lifted meanwhile, and is lifted here
     * @param last those that stand there now
     */
    void inherit(List<Ban> first, List<Ban> last) {
        Set<Key> standing = last.stream().map(Key::of).collect(Collectors.toSet());
        Set<IpPrefix> changed = first.stream()
                .filter(ban -> !standing.contains(Key.of(ban))
                        && ban.end().isAfter(time.clock().now()))
                .map(Ban::subject)
                .collect(Collectors.toSet());
        changed.forEach(engine::lift);
        bans.adopt(last.stream()
                .filter(ban -> changed.contains(ban.subject()))
                .toList()); // what is left of theirs is kept again
        bans.restore(last);
    }

    /** Goes by these settings from now on. */
    void reconfigure(PolicySettings settings) {
        engine.reconfigure(fitting(settings));
    }

    private static PolicySettings fitting(PolicySettings settings) {
        return HeapShare.fitting(settings, Runtime.getRuntime().maxMemory());
    }

    /** The settings in force. */
    PolicySettings settings() {
        return engine.settings();
    }

    /** Throws IllegalArgumentException when these settings can't be carried out; changes nothing. */
    void check(PolicySettings settings) {
        new PolicyEngine(settings, new Bans(Bannable.of(settings), time.ticker(), time.clock()), time.clock());
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

    /** Goes through the bans in force, in no order. */
    void forEachBan(Consumer<Ban> action) {
        bans.forEach(ticker().nanos(), standing -> action.accept(standing.ban()));
    }

    /** What is heeded before a rule acts. */
    Safety safety() {
        return engine.safety();
    }

    /** Sweeps out the bans that have ended, and what else is over. */
    void expireBans() {
        bans.expire(ticker().nanos());
        safety().sweep();
    }

    /** The rules that are stopped because they were about to ban too many. */
    List<String> stoppedRules() {
        return safety().breaker().stopped(ticker().nanos());
    }

    /** Peers that act as proxies without being trusted. */
    List<IpPrefix> suspectedProxies() {
        return safety().proxies().all(ticker().nanos());
    }
}
