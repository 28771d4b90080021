package dev.portcullis.rules.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules find of one request. Most requests leave it empty. */
final class Findings {

    private @Nullable Found acting;
    private List<Found> watching = List.of();
    private List<CompiledRule> suspecting = List.of();

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
}
