package dev.portcullis.core.exchange;

import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import java.time.Duration;

/** Which informational heads (RFC 9110 15.2) a client gets before the response: those of the origin, and 100 once, if it is expected. */
final class Interim {

    /** Heads before one response; more is an attack on the client's patience. */
    private static final int MOST = 16;

    /** How long an origin may leave a client waiting that expects 100 before Portcullis says it (RFC 9110 10.1.1). */
    private static final long OVERDUE_NANOS = Duration.ofSeconds(1).toNanos();

    private boolean heldBack;
    private int count;

    Interim(RequestHead request) {
        this.heldBack = request.expectsContinue();
    }

    /** Whether the client holds its body back until it gets 100, which has not been sent yet. */
    boolean isHeldBack() {
        return heldBack;
    }

    /** Whether the client has held its body back for so many nanoseconds that Portcullis is to send 100. */
    boolean isOverdue(long still) {
        return heldBack && still >= OVERDUE_NANOS;
    }

    /** Notes that 100 is sent. */
    void goesOn() {
        heldBack = false;
    }

    /** Whether the origin has sent none. */
    boolean isNone() {
        return count == 0;
    }

    /** Notes one of the origin's, and says whether it is one too many, or makes no sense. */
    boolean isWrong(ResponseHead head) {
        return head.status() == 101 || ++count > MOST;
    }

    /** Whether this one is for the client. */
    boolean passes(ResponseHead head) {
        boolean passes = head.status() != 100 || heldBack;
        if (head.status() == 100) {
            goesOn();
        }
        return passes;
    }
}
