package dev.portcullis.rules.ban;

import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.api.Verdict;
import java.util.concurrent.atomic.AtomicLong;

/** A ban in the register. Its verdict is made once, for that of a banned client is asked for often. */
public final class Standing implements Comparable<Standing> {

    private final Ban ban;
    private final long end;
    private final long number;
    private final Verdict.Banned verdict;
    private final AtomicLong refused = new AtomicLong();

    /**
     * A ban that stands.
     *
     * @param end when it ends, in nanoseconds of monotonic time since the register was made
     * @param number its number in the order of making, which tells apart bans that end together
     * @param keeping whether it is kept
     */
    Standing(Ban ban, long end, long number, Keeping keeping) {
        this.ban = ban;
        this.end = end;
        this.number = number;
        this.verdict = new Verdict.Banned(ban.rule(), SupportCode.of(ban), keeping);
    }

    /** The ban. */
    public Ban ban() {
        return ban;
    }

    /** What it says of a request, which is counted as refused by it. */
    public Verdict.Banned refuse() {
        refused.incrementAndGet();
        return verdict;
    }

    /** How many requests it has refused since the process began, or would have. */
    public long refused() {
        return refused.get();
    }

    /** Whether it is kept where a restart finds it, or that is waited for no more. */
    public boolean kept() {
        return verdict.keeping().done();
    }

    /** What the client may quote: {@link SupportCode}. */
    public String code() {
        return verdict.code();
    }

    Keeping keeping() {
        return verdict.keeping();
    }

    /** Its number in the order in which bans came into the register, which no two of it share. */
    public long number() {
        return number;
    }

    long end() {
        return end;
    }

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
