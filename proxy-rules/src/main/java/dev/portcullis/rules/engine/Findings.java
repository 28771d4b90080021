package dev.portcullis.rules.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules find of one request. Most requests leave it empty. */
final class Findings {

    private @Nullable Found acting;
    private long points;
    private List<Found> watching = List.of();
    private List<CompiledRule> suspecting = List.of();
    private List<CompiledRule> spared = List.of();
    private List<CompiledRule> adding = List.of();
    private List<CompiledRule> crowded = List.of();

    void add(Found found) {
        if (found.rule().watches) {
            watching = with(watching, found);
        } else if (acting == null || found.outranks(acting)) {
            acting = found;
        }
    }

    /** A rule adds points. */
    void addPoints(CompiledRule rule) {
        points += rule.points();
        adding = with(adding, rule);
    }

    /** A rule that bans has counted the request and is past half of its limit. */
    void suspect(CompiledRule rule) {
        suspecting = with(suspecting, rule);
    }

    /** A rule would have banned somebody who can't be banned. */
    void spare(CompiledRule rule) {
        spared = with(spared, rule);
    }

    /** A rule that counts groups is past half of its limit with this one. */
    void crowd(CompiledRule rule) {
        crowded = with(crowded, rule);
    }

    private static <T> List<T> with(List<T> items, T item) {
        List<T> more = items.isEmpty() ? new ArrayList<>() : items;
        more.add(item);
        return more;
    }

    /** The strictest of the rules that act; null when the request passes. */
    @Nullable
    Found acting() {
        return acting;
    }

    /** The points that are added to scores. */
    long points() {
        return points;
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

    /** The rules that add points. */
    List<CompiledRule> adding() {
        return adding;
    }

    /** The rules that note the members of the request's group. */
    List<CompiledRule> crowded() {
        return crowded;
    }
}
