package dev.portcullis.rules.safety;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Who behaved like a visitor for some time before: clients that the site gave something, without that they were on the way to a ban, at least
 * five minutes ago and up to twenty, and the first session of each in a span: no client makes known as many as it likes. A bot that has only
 * just come isn't among them, nor one that asks for what isn't there.
 *
 * <p>Bloom filters (Bloom, 1970) of four million bits each, two of them set by each client, and four more with a session, for the
 * present span of five minutes and the three before. Of 50,000 clients with sessions in five minutes, a stranger is taken for known with a chance
 * of 1%. While the process is young spans are a minute long, so that somebody is known two minutes after its start. Costs two
 * megabytes, and a client that was noted before some reads. Safe between threads.
 */
final class KnownVisitors {

    /** What {@link #visitor} says of somebody who isn't known. */
    static final long STRANGER = 0;

    private static final int BITS = 1 << 22;
    private static final int SPANS = 4;

    /** The first span that is long enough ago. */
    private static final int LONG_AGO = 2;

    private static final long YOUNG = Duration.ofMinutes(10).toNanos();
    private static final long SHORT = Duration.ofMinutes(1).toNanos();
    private static final long USUAL = Duration.ofMinutes(5).toNanos();

    private final long born;
    private final DistinctLately active;
    private volatile Spans now;

    /** The filters, that of the present first. */
    private record Spans(long began, List<AtomicLongArray> bits) {}

    KnownVisitors(long now) {
        this.born = now;
        this.active = new DistinctLately(Duration.ofMinutes(1), now);
        this.now = new Spans(now, empty());
    }

    private static List<AtomicLongArray> empty() {
        return List.of(span(), span(), span(), span());
    }

    private static AtomicLongArray span() {
        return new AtomicLongArray(BITS / 64);
    }

    /**
     * The site has given the client something.
     *
     * @param network that a ban of networks would hit with the client
     * @param session gives the session that the request belongs to; asked until the client has shown one, anew in each span
     */
    void behaved(IpPrefix client, UnaryOperator<IpPrefix> network, LongSupplier session, long at) {
        long hash = hash(client);
        Spans spans = spans(at);
        AtomicLongArray present = spans.bits().get(0);
        note(present, hash);
        long withSession = mixed(hash);
        if (!has(present, withSession)) {
            long its = session.getAsLong();
            if (its != Sessions.NONE) {
                note(present, hash(its));
                note(present, withSession);
            }
        }
        if (!active.has((int) hash, at) && isKnown(spans, hash)) {
            active.see((int) hash, network.apply(client), at);
        }
    }

    /**
     * Who behaved like a visitor some time ago: the client, or else its session, which somebody takes along to another address. However many
     * addresses share one session, they are one visitor.
     *
     * @return a number for the visitor, or {@link #STRANGER}
     */
    long visitor(IpPrefix client, long session, long at) {
        Spans spans = spans(at);
        long hash = hash(client);
        if (isKnown(spans, hash)) {
            return hash;
        }
        long its = hash(session);
        return session != Sessions.NONE && isKnown(spans, its) ? its : STRANGER;
    }

    /** The visitor is to be counted among those who asked lately. */
    void asked(long visitor, long at) {
        active.see((int) visitor, null, at);
    }

    /** How many known visitors asked within the last minute or two. */
    long active(long at) {
        return active.count(at);
    }

    /** How many of them are known as clients of this network. */
    long activeIn(IpPrefix network, long at) {
        return active.count(network, at);
    }

    /** A number for a network, as {@link #visitor} has for a visitor. */
    static long ofNetwork(IpPrefix network) {
        return mixed(hash(network) + network.length());
    }

    private static boolean isKnown(Spans spans, long hash) {
        for (int span = LONG_AGO; span < SPANS; span++) {
            if (has(spans.bits().get(span), hash)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(AtomicLongArray bits, long hash) {
        return isSet(bits, (int) hash) && isSet(bits, (int) (hash >>> 32));
    }

    private static boolean isSet(AtomicLongArray bits, int hash) {
        int bit = hash & (BITS - 1);
        return (bits.getPlain(bit >>> 6) & 1L << bit) != 0;
    }

    private static void note(AtomicLongArray bits, long hash) {
        if (!has(bits, hash)) {
            set(bits, (int) hash);
            set(bits, (int) (hash >>> 32));
        }
    }

    private static void set(AtomicLongArray bits, int hash) {
        int bit = hash & (BITS - 1);
        bits.accumulateAndGet(bit >>> 6, 1L << bit, (word, more) -> word | more);
    }

    private static long hash(IpPrefix client) {
        return mixed(client.high() * 0x9E3779B97F4A7C15L ^ client.low());
    }

    private static long hash(long session) {
        return mixed(session);
    }

    /** The number mixed well (Stafford's thirteenth), never {@link #STRANGER}. */
    private static long mixed(long number) {
        long mixed = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return mixed == STRANGER ? 1 : mixed;
    }

    private Spans spans(long at) {
        Spans spans = now;
        return at - spans.began() < length(spans) ? spans : next(at);
    }

    private long length(Spans spans) {
        return spans.began() - born < YOUNG ? SHORT : USUAL;
    }

    private synchronized Spans next(long at) {
        Spans spans = now;
        if (at - spans.began() >= SPANS * USUAL) {
            spans = new Spans(at, empty());
        }
        while (at - spans.began() >= length(spans)) {
            List<AtomicLongArray> bits = spans.bits();
            spans = new Spans(spans.began() + length(spans), List.of(span(), bits.get(0), bits.get(1), bits.get(2)));
        }
        now = spans;
        return spans;
    }
}
