package dev.portcullis.app.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Targets that a reload removed: those whose last message is still under way, and what came of all of them together. Safe between threads. */
final class Departed {

    /** What stands for the names of all of them; no target can be called so. */
    static final String NAME = "(removed)";

    private final List<Worker> underWay = new ArrayList<>();
    private boolean any;
    private long sent;
    private long failed;
    private long dropped;

    /** Sends what this target is still to be told, and then tells how much was lost. Returns at once. */
    void leaves(Worker worker, LongConsumer lost) {
        synchronized (this) {
            any = true;
            underWay.add(worker);
        }
        worker.retire(left -> {
            gone(worker);
            lost.accept(left);
        });
    }

    private synchronized void gone(Worker worker) {
        underWay.remove(worker);
        sent += worker.sender().sent();
        failed += worker.sender().failed();
        dropped += worker.sender().dropped();
    }

    /** Those that are not done yet. */
    synchronized List<Worker> underWay() {
        return List.copyOf(underWay);
    }

    /** What came of all their messages; null when there never was one. */
    synchronized Notifier.@Nullable TargetCounts counts() {
        if (!any) {
            return null;
        }
        long[] sums = {sent, failed, dropped};
        for (Worker worker : underWay) {
            sums[0] += worker.sender().sent();
            sums[1] += worker.sender().failed();
            sums[2] += worker.sender().dropped();
        }
        return new Notifier.TargetCounts(NAME, sums[0], sums[1], sums[2]);
    }
}
