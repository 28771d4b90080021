package dev.portcullis.rules.api;

/**
 * Whether a decision that is to outlive the process stands where the next one finds it. A refusal for a ban waits for that, so that
 * nobody who was refused is let in again because the process died. Safe between threads.
 */
public interface Keeping {

    /** Of what is kept already, or is not to be kept. */
    Keeping DONE = new Keeping() {
        @Override
        public boolean done() {
            return true;
        }

        @Override
        public void whenDone(Runnable action) {
            action.run();
        }

        @Override
        public void giveUp() {
            // there is nothing to wait for
        }
    };

    /** Whether it is kept, or waited for no more. */
    boolean done();

    /** Runs the action once {@link #done}: at once on this thread, or later on another one. It must not block. */
    void whenDone(Runnable action);

    /** Waits no more: from now on it is {@link #done}, kept or not. */
    void giveUp();
}
