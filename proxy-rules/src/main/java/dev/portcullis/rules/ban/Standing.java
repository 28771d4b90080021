package dev.portcullis.rules.ban;

/**
 * A ban in the register.
 *
 * @param end when it ends, in nanoseconds of monotonic time since the register was made
 * @param number its number in the order of making, which tells apart bans that end together
 */
record Standing(Ban ban, long end, long number) implements Comparable<Standing> {

    /** Whether it refuses, or would, at this time. */
    boolean active(long age) {
        return age < end;
    }

    /** Whether this one rather than {@code other} is what a client is told of: enforced before observed, then the later end. */
    boolean outranks(Standing other) {
        return ban.observed() == other.ban.observed() ? end > other.end : other.ban.observed();
    }

    /** The one that ends first comes first. */
    @Override
    public int compareTo(Standing other) {
        int byEnd = Long.compare(end, other.end);
        return byEnd != 0 ? byEnd : Long.compare(number, other.number);
    }
}
