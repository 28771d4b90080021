package dev.portcullis.app.run;

import java.io.IOException;
import java.util.Locale;

/** Why an address can't be listened on, in one line that says what to do. */
final class ListenFailure {

    private ListenFailure() {}

    /**
     * The failure of a listener, in the program's words.
     *
     * @param what what can't be done: {@code can't listen on 0.0.0.0:80}
     * @param failure the system's reason
     */
    static IOException of(String what, Throwable failure) {
        return new IOException(what + ": " + reason(String.valueOf(failure.getMessage())), failure);
    }

    /** The failure of one of the proxy's listeners, which says what can't be done and has the system's reason as its cause. */
    static IOException of(IOException failure) {
        Throwable cause = failure.getCause();
        String message = String.valueOf(failure.getMessage());
        if (cause == null || !message.endsWith(": " + cause.getMessage())) {
            return failure;
        }
        return of(message.substring(0, message.lastIndexOf(": " + cause.getMessage())), cause);
    }

    private static String reason(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("already in use")) {
            return "address already in use; \"ss -ltnp\" shows by which program";
        }
        if (lower.contains("permission denied")) {
            return "permission denied; ports below 1024 need a privilege: AmbientCapabilities=CAP_NET_BIND_SERVICE in the"
                    + " systemd unit, or \"sysctl net.ipv4.ip_unprivileged_port_start=80\"";
        }
        if (lower.contains("assign requested address")) {
            return "this machine has no such address";
        }
        return message;
    }
}
