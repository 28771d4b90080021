package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.hash.Fingerprint;

/**
 * The subjects that were met while counts are read: a hash table of 64 bits for each, with open addressing, of 11 to 21 bytes for each
 * subject. Two different ones are taken for the same once in millions of readings of a million; the second's counts are left out then. Bounded.
 */
final class Met {

    private static final int LEAST = 1 << 10;
    private static final long FREE = 0;

    private final long most;
    private long[] table = new long[LEAST];
    private int size;

    /** Of so many at most. */
    Met(long most) {
        this.most = Math.min(most, 1 << 28);
    }

    /** Whether it takes no more. */
    boolean isFull() {
        return size >= most;
    }

    /** Takes a subject, an {@link IpPrefix}, a {@link Fingerprint} or everybody; gives false when it was met before, or there is no room. */
    boolean add(Object subject) {
        if (isFull()) {
            return false;
        }
        if (size >= table.length / 4 * 3) {
            grow();
        }
        return put(hash(subject));
    }

    private boolean put(long hash) {
        int mask = table.length - 1;
        int at = (int) (hash >>> 32) & mask;
        while (table[at] != FREE) {
            if (table[at] == hash) {
                return false;
            }
            at = at + 1 & mask;
        }
        table[at] = hash;
        size++;
        return true;
    }

    private void grow() {
        long[] small = table;
        table = new long[2 * small.length];
        size = 0;
        for (long hash : small) {
            if (hash != FREE) {
                put(hash);
            }
        }
    }

    private static long hash(Object subject) {
        long hash = 1;
        if (subject instanceof IpPrefix block) {
            hash = mixed(mixed(block.high() + block.length()) ^ block.low());
        } else if (subject instanceof Fingerprint print) {
            hash = mixed(mixed(print.high()) ^ print.low());
        }
        return hash == FREE ? 2 : hash;
    }

    /** Stafford's thirteenth mixer. */
    private static long mixed(long number) {
        long mixed = number + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
