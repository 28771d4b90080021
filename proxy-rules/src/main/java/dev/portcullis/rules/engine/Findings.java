package dev.portcullis.rules.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules find of one request. Most requests leave it empty. */
final class Findings {

    private @Nullable Found acting;
    private List<Found> watching = List.of();
    private List<CompiledRule> suspecting = List.of();
    private List<CompiledRule> spared = List.of();

    void add(Found found) {
        if (found.rule().watches) {
            watching = watching.isEmpty() ? new ArrayList<>() : watching;
            watching.add(found);
        } else if (acting == null || found.outranks(acting)) {
            acting = found;
        }
    }

    /** A rule that bans has counted the request and is past half of its limit. */
    void suspect(CompiledRule rule) {
        suspecting = suspecting.isEmpty() ? new ArrayList<>() : suspecting;
        suspecting.add(rule);
    }

    /** A rule would have banned somebody who can't be banned. */
    void spare(CompiledRule rule) {
        spared = spared.isEmpty() ? new ArrayList<>() : spared;
        spared.add(rule);
    }

    /** The strictest of the rules that act; null when the request passes. */
    @Nullable
    Found acting() {
        return acting;
    }

    /** The rules that only watch and would act. */
    List<Found> watching() {
        return watching;
    }

    /** The rules that keep a sample of the request. */
    List<CompiledRule> suspecting() {
        return suspecting;
    }

    /** The rules that would ban if the client could be banned. */
    List<CompiledRule> spared() {
        return spared;
    }
}
