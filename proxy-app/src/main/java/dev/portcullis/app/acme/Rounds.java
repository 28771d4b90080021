package dev.portcullis.app.acme;

/** Who goes round again and again, and may be told to give a round up. */
interface Rounds {

    /** What is done in a round. */
    interface Round {

        /** Does it; it may take minutes. */
        void go() throws InterruptedException;
    }

    /** Gives up the round under way, if there is one, and goes round from now on. Returns at once. */
    void begin(Round round);

    /** Gives up the round under way, and goes round no more. Says whether that round has ended. */
    boolean end();
}
