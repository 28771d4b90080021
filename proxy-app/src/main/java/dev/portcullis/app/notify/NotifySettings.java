package dev.portcullis.app.notify;

import java.time.Duration;
import java.util.List;

/**
 * Who is told what, and from when on it is worth telling.
 *
 * @param machine what messages call this machine; empty for the name it has
 * @param busyAfter how long requests must wait for a site without a break
 * @param surge more bans than this within ten minutes are unusual
 * @param targets who is told
 */
public record NotifySettings(String machine, Duration busyAfter, int surge, List<TargetSettings> targets) {

    /** Nobody is told anything. */
    public static final NotifySettings NONE = new NotifySettings("", Duration.ofSeconds(30), 50, List.of());

    /** Copies the list. */
    public NotifySettings {
        targets = List.copyOf(targets);
    }
}
