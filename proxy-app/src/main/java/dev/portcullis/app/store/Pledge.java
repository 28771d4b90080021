package dev.portcullis.app.store;

import dev.portcullis.rules.api.Keeping;
import java.util.ArrayList;
import java.util.List;

/** The promise that a change will be on the disk. */
final class Pledge implements Keeping {

    private final Runnable whenGivenUp;
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile boolean done;

    /**
     * A promise just made.
     *
     * @param whenGivenUp is told when it is waited for no more
     */
    Pledge(Runnable whenGivenUp) {
        this.whenGivenUp = whenGivenUp;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public void whenDone(Runnable action) {
        synchronized (this) {
            if (!done) {
                waiting.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void giveUp() {
        end(whenGivenUp);
    }

    /** It is on the disk. */
    void redeem() {
        end(() -> {});
    }

    private void end(Runnable first) {
        List<Runnable> actions;
        synchronized (this) {
            if (done) {
                return;
            }
            first.run();
            done = true;
            actions = List.copyOf(waiting);
            waiting.clear();
        }
        actions.forEach(Runnable::run);
    }
}
