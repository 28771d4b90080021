package dev.portcullis.core.exchange;

import dev.portcullis.core.exchange.Worker.Member;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks policy again about every connection of an event loop, in short turns. Whoever is banned may have a thousand connections, and visitors'
 * requests on the same loop wait while they are closed: for one turn, not for all of them.
 *
 * <p>Asked for while it is under way, it begins once more when it has come to its end. Used on the event loop only.
 */
final class Recheck {

    /** No visitor feels a turn. */
    private static final long TURN_NANOS = Duration.ofMillis(1).toNanos();

    private static final Logger log = LoggerFactory.getLogger(Recheck.class);

    private final Collection<Member> members;
    private final Supplier<Services> services;
    private final Queue<Member> left = new ArrayDeque<>();
    private boolean again;
    private @Nullable Executor later;

    /** Of these connections, which come and go. */
    Recheck(Collection<Member> members, Supplier<Services> services) {
        this.members = members;
        this.services = services;
    }

    /** Begins, and goes on by what is given, which runs it on the event loop after others had their turn there. */
    void begin(Executor next) {
        if (later != null) {
            again = true;
            return;
        }
        later = next;
        left.addAll(members);
        turn();
    }

    private void turn() {
        long began = services.get().ticker().nanos();
        long now = began;
        while (!left.isEmpty() && now - began < TURN_NANOS) {
            ask(left.remove(), now);
            now = services.get().ticker().nanos();
        }
        if (left.isEmpty() && again) {
            again = false;
            left.addAll(members);
        }
        Executor next = later;
        if (left.isEmpty()) {
            later = null;
        } else if (next != null) {
            next.execute(this::turn);
        }
    }

    private void ask(Member member, long now) {
        if (!members.contains(member)) {
            return;
        }
        try {
            member.recheck(now);
        } catch (RuntimeException e) {
            log.error("a connection could not be asked about again", e);
        }
    }
}
