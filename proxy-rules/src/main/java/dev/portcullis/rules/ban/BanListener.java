package dev.portcullis.rules.ban;

/**
 * Hears of every ban that begins and ends. Called on the thread that made or lifted it, which may be an event loop: must not
 * block or wait. What it throws is logged and goes no further.
 */
public interface BanListener {

    /** A ban has begun; it is in force already. */
    void banned(Ban ban);

    /** A ban that has begun is kept, or that is waited for no more: its client may now see that it is banned. */
    default void kept(Ban ban) {}

    /** A ban is over. */
    void lifted(Ban ban, Lift why);

    /** Why a ban is over. */
    enum Lift {
        /** Its time has passed. */
        EXPIRED,
        /** The administrator lifted it, or put another in its place. */
        REMOVED
    }
}
