package dev.portcullis.rules.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A PHP origin with W workers on C processor cores: a request waits in the backlog for a worker, then for its database, then
 * shares the cores with the others that compute. It does not notice that a client has left.
 */
final class SimulatedOrigin {

    private final Simulation simulation;
    private final int workers;
    private final int cores;
    private final ArrayDeque<Job> backlog = new ArrayDeque<>();
    private final List<Job> computing = new ArrayList<>();

    private int busy;
    private int peak;
    private long computedTo;
    private long generation;
    private long hungUntil;
    private double slowness = 1;

    private static final class Job {
        final long database;
        final Runnable done;
        double left;

        Job(long database, long processor, Runnable done) {
            this.database = database;
            this.left = processor;
            this.done = done;
        }
    }

    SimulatedOrigin(Simulation simulation, int workers, int cores) {
        this.simulation = simulation;
        this.workers = workers;
        this.cores = cores;
    }

    /** The most requests that were at work, or in the backlog, at once. */
    int peak() {
        return peak;
    }

    /** The database answers nothing until then. */
    void hangUntil(long time) {
        hungUntil = time;
    }

    /** The database takes so many times as long as usual from now on. */
    void slowDown(double times) {
        slowness = times;
    }

    void serve(long database, long processor, Runnable done) {
        Job job = new Job(database, processor, done);
        if (busy < workers) {
            begin(job);
        } else {
            backlog.add(job);
        }
        peak = Math.max(peak, busy + backlog.size());
    }

    private void begin(Job job) {
        busy++;
        long hung = Math.max(0, hungUntil - simulation.now());
        long wait = Math.round(job.database * slowness) + (job.database > 0 ? hung : 0);
        if (wait == 0) {
            compute(job);
        } else {
            simulation.after(wait, () -> compute(job));
        }
    }

    private void compute(Job job) {
        advance();
        computing.add(job);
        scheduleNext();
    }

    private void advance() {
        double each = (simulation.now() - computedTo) * speed();
        computing.forEach(job -> job.left -= each);
        computedTo = simulation.now();
    }

    private double speed() {
        return computing.size() <= cores ? 1 : (double) cores / computing.size();
    }

    private void scheduleNext() {
        long mine = ++generation;
        double least = computing.stream().mapToDouble(job -> job.left).min().orElse(-1);
        if (!computing.isEmpty()) {
            simulation.after((long) Math.ceil(Math.max(least, 0) / speed()), () -> {
                if (mine == generation) {
                    finish();
                }
            });
        }
    }

    private void finish() {
        advance();
        List<Job> finished = computing.stream().filter(job -> job.left <= 1).toList();
        computing.removeAll(finished);
        busy -= finished.size();
        while (busy < workers && !backlog.isEmpty()) {
            begin(backlog.remove());
        }
        scheduleNext();
        finished.forEach(job -> job.done.run());
    }
}
