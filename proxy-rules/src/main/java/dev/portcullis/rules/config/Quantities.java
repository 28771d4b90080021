package dev.portcullis.rules.config;

import java.time.Duration;

/** Durations and sizes as people write them, in the largest unit that takes no fraction. */
public final class Quantities {

    private Quantities() {}

    /** For instance {@code 90 seconds}, {@code 1 hour}, {@code 1500 milliseconds}; nothing finer than nanoseconds. */
    public static String text(Duration duration) {
        long nanos = duration.getNano();
        long seconds = duration.getSeconds();
        if (nanos % 1_000_000 != 0) {
            return count(duration.toNanos(), "nanosecond");
        }
        if (nanos != 0) {
            return count(duration.toMillis(), "millisecond");
        }
        if (seconds % 60 != 0 || seconds == 0) {
            return count(seconds, "second");
        }
        if (seconds % 3600 != 0) {
            return count(seconds / 60, "minute");
        }
        return seconds % 86_400 != 0 ? count(seconds / 3600, "hour") : count(seconds / 86_400, "day");
    }

    /** For instance {@code 64 KiB}, {@code 100 bytes}. */
    public static String text(long bytes) {
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        String unit = "";
        long rest = bytes;
        for (int i = 0; i < units.length && rest != 0 && rest % 1024 == 0; i++) {
            rest /= 1024;
            unit = units[i];
        }
        return unit.isEmpty() ? count(bytes, "byte") : rest + " " + unit;
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
