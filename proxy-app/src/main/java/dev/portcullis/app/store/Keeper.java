package dev.portcullis.app.store;

/** The part of the program whose state is kept. It is always right: what the file says is what it was told. */
public interface Keeper {

    /** Takes in what the file has kept, beside what it has itself. Called when the file is opened after another process had it. */
    void restore(KeptState kept);

    /** All that is to be kept now. */
    KeptState state();
}
