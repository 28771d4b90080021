package dev.portcullis.app.banlist;

import dev.portcullis.rules.api.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of bans that was read from a file.
 *
 * @param entries who is to be banned, in the order of the file
 * @param problems what can't be read, each with its line, for people
 */
public record BanList(List<Entry> entries, List<String> problems) {

    /** Copies the lists. */
    public BanList {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /**
     * Somebody who is to be banned.
     *
     * @param line where it stands, from 1
     * @param subject an address or a network
     * @param term how long; null when the file doesn't say
     * @param reason why; empty when the file doesn't say
     */
    public record Entry(
            int line, IpPrefix subject, @Nullable Term term, String reason) {}

    /** How long a ban lasts. */
    public sealed interface Term {

        /** What is left of it at this time; zero or less when it is over. */
        Duration left(Instant now);

        /** For so long from now on. */
        record For(Duration duration) implements Term {
            @Override
            public Duration left(Instant now) {
                return duration;
            }
        }

        /** Until then. */
        record Until(Instant end) implements Term {
            @Override
            public Duration left(Instant now) {
                return Duration.between(now, end);
            }
        }
    }
}
