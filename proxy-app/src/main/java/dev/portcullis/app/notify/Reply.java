package dev.portcullis.app.notify;

import java.time.Duration;

/** What came back from a target. */
sealed interface Reply {

    /** What it said, for people, without secrets. */
    String answer();

    /** It took the message. */
    record Accepted(String answer) implements Reply {}

    /**
     * It did not.
     *
     * @param refused whether it refused this very message, so that it will hardly take it another time
     * @param patience how long it wants to be left alone; zero when it does not say
     */
    record Failed(String answer, boolean refused, Duration patience) implements Reply {

        /** Nobody answered, or not in time: it may do so another time. */
        static Failed unreachable(String answer) {
            return new Failed(answer, false, Duration.ZERO);
        }
    }
}
