package dev.portcullis.app.notify;

import java.time.ZoneId;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is sent to one target: its outbox, and the one thread that waits for it. Whoever has something to tell only puts it into the outbox.
 */
final class Sender {

    private static final Logger log = LoggerFactory.getLogger(Sender.class);

    private final Executor thread;
    private final Outbox outbox;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Heartbeat heartbeat;
    private volatile Desk desk;
    private volatile TargetSettings settings;
    private volatile Channel channel;
    private volatile @Nullable String problem;

    /**
     * What senders share.
     *
     * @param machine the name of this machine
     * @param time both kinds of time
     * @param zone of the times that people read
     * @param channels how a destination is reached
     */
    record Desk(String machine, NotifyTime time, ZoneId zone, Function<Destination, Channel> channels) {}

    Sender(TargetSettings settings, Desk desk, Executor thread) {
        this.settings = settings;
        this.desk = desk;
        this.thread = thread;
        this.outbox = new Outbox(settings.pace());
        this.channel = desk.channels().apply(settings.destination());
        this.heartbeat = new Heartbeat(desk.zone(), desk.time().clock().now());
    }

    TargetSettings settings() {
        return settings;
    }

    /** Goes by other settings, and tells them from another desk, from now on; what was not sent yet goes by them too. */
    void settings(TargetSettings other, Desk from) {
        desk = from;
        if (!other.destination().equals(settings.destination())) {
            channel = desk.channels().apply(other.destination());
            outbox.retryAtOnce();
            problem = null;
        }
        outbox.pace(other.pace());
        settings = other;
    }

    /** Notes an event, if the target wants to hear of such. */
    void tell(Event event) {
        if (settings.topics().contains(event.topic())) {
            outbox.add(event, now());
        }
    }

    /** Notes bans, if the target wants to hear of them. */
    void tell(BanTally bans) {
        if (settings.topics().contains(Topic.BANS)) {
            outbox.add(bans, now());
        }
    }

    /** Whether the target is to be told now that the program is well. */
    boolean isHeartbeatDue() {
        return heartbeat.isDue(settings.heartbeat(), desk.time().clock().now());
    }

    /** Notes an event whatever the target wants to hear of. */
    void tellInAnyCase(Event event) {
        outbox.add(event, now());
    }

    /** Begins to send if something is due; returns at once. */
    void tick() {
        Digest digest = outbox.due(now());
        if (digest == null) {
            return;
        }
        try {
            thread.execute(() -> deliver(digest));
        } catch (RejectedExecutionException e) {
            failed(digest, Reply.Failed.unreachable("the target was removed, or the program stops"));
        } catch (OutOfMemoryError e) {
            failed(digest, Reply.Failed.unreachable("there is no thread to send on: " + e.getMessage()));
        }
    }

    /** Begins to send all that is left; returns at once. */
    void flush() {
        try {
            thread.execute(this::sendRest);
        } catch (RejectedExecutionException e) {
            log.warn("notifications: {} has too much to do to be told what is left", settings.name());
        } catch (OutOfMemoryError e) {
            log.warn("notifications: {} is not told what is left: {}", settings.name(), e.getMessage());
        }
    }

    /** Sends all that is left, in one message; blocks. */
    void sendRest() {
        Digest rest = outbox.rest();
        if (rest != null) {
            deliver(rest);
        }
    }

    /** What is left will not be sent, nor what comes; gives back how many events and bans that were. */
    long giveUp() {
        long left = outbox.giveUp();
        if (left > 0) {
            log.warn("notifications: {} events were not sent to {}", left, settings.name());
        }
        return left;
    }

    private void deliver(Digest digest) {
        Reply reply = send(channel, () -> message(digest));
        if (reply instanceof Reply.Failed failure) {
            failed(digest, failure);
        } else {
            sent.increment();
            if (problem != null) {
                log.info("notifications: {} takes messages again", settings.name());
            }
            problem = null;
            outbox.accepted(now());
        }
    }

    private void failed(Digest digest, Reply.Failed failure) {
        failed.increment();
        problem = failure.answer();
        long events = digest.size();
        long lost = outbox.failed(digest, failure, now());
        log.warn(
                "notifications: {} did not take a message of {} events: {}; {}",
                settings.name(),
                events,
                failure.answer(),
                lost == 0 ? "it is tried again" : lost + " events are given up");
    }

    /** Whether a message is on its way. */
    boolean isSending() {
        return outbox.isSending();
    }

    /** Sends this event at once, past the outbox; what came back. Blocks. */
    Reply test(Event event) {
        Digest digest = new Digest();
        digest.add(event);
        return send(channel, () -> message(digest));
    }

    /** Whatever goes wrong, be it that there are no more descriptors for a client, is a failure that is tried again. */
    private static Reply send(Channel channel, Supplier<Message> message) {
        try {
            return channel.send(message.get());
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            log.error("notifications: a message failed by a fault of the program", e);
            return Reply.Failed.unreachable(
                    "a fault of the program: " + e.getClass().getSimpleName());
        }
    }

    private Message message(Digest digest) {
        return Message.of(desk.machine(), digest, desk.time().clock().now(), desk.zone());
    }

    private long now() {
        return desk.time().ticker().nanos();
    }

    /** What the target answered to the last message, if it did not take it; null otherwise. */
    @Nullable
    String problem() {
        return problem;
    }

    long sent() {
        return sent.sum();
    }

    long failed() {
        return failed.sum();
    }

    long dropped() {
        return outbox.dropped();
    }
}
