package dev.portcullis.app.notify;

import java.time.LocalTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One that gets messages.
 *
 * @param name its name in the configuration and in metrics
 * @param destination where they go
 * @param topics what it gets
 * @param pace how often
 * @param heartbeat when it is told each day that the program is well; null for never
 */
public record TargetSettings(
        String name,
        Destination destination,
        Set<Topic> topics,
        Pace pace,
        @Nullable LocalTime heartbeat) {

    /** Copies the set. */
    public TargetSettings {
        topics = Set.copyOf(topics);
    }
}
