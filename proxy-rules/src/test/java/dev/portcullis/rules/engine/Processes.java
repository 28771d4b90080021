package dev.portcullis.rules.engine;

import static dev.portcullis.rules.engine.Rules.requests;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Worlds that hand their counts on as processes do: one writes them until it is killed, the next one reads them. */
final class Processes {

    static final FingerprintKey KEY = new FingerprintKey(1, 2);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Request BOT = Request.from("192.0.2.66");
    static final Request OTHER = Request.from("192.0.2.67");
    static final Rule FLOOD = requests("flood", 10, MINUTE, Action.BAN);

    private Processes() {}

    /** What a process writes until it is killed. */
    static final class Log implements CountKeeping.Output, CountKeeping.Frames {

        final List<byte[]> frames = new ArrayList<>();

        @Override
        public void write(byte[] bytes, int length) {
            frames.add(Arrays.copyOf(bytes, length));
        }

        @Override
        public int size() {
            return frames.size();
        }

        @Override
        public byte[] get(int place) {
            return frames.get(place);
        }
    }

    static World world(PolicySettings settings) {
        World world = new World(settings, NameService.NONE, KEY);
        world.engine.keeping().begin();
        return world;
    }

    static World world(Rule... rules) {
        return world(World.settings(rules));
    }

    static Log logOf(World world) throws IOException {
        Log log = new Log();
        writing(world, log);
        return log;
    }

    /** Writes changes of this world into the log, once all of it is written. */
    static CountWriter writing(World world, Log log) throws IOException {
        CountWriter writer = world.engine.keeping().writer(log);
        writer.writeAll(() -> {});
        return writer;
    }

    /** Another process, started so much later, that has read all of this. */
    static World after(World before, Duration down, Log log, PolicySettings settings) throws IOException {
        World after = world(settings);
        after.time.jump(Duration.between(after.time.now(), before.time.now()).plus(down));
        after.bans.restoreKept(before.bans.kept());
        after.engine.keeping().restore(log);
        return after;
    }

    static long count(World world, String rule, Facts facts) {
        Regime regime = world.engine.regime();
        long now = world.time.nanos();
        return regime.counts.count(Objects.requireNonNull(regime.rule(rule)), regime.inquiry(facts, now), now);
    }
}
