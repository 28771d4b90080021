package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.IpPrefix;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Accounts by whom they are of, in the order in which they were last asked for.
 *
 * <p>A hash table of its own, because whoever has an IPv6 /32 can choose four billion clients: the hash is seeded, so that nobody
 * can choose those that collide, which {@code IpPrefix.hashCode} lets them. Accounts are linked through themselves.
 */
final class AccountTable {

    private final long seed;
    private @Nullable Account[] buckets = new Account[64];
    private int size;
    private @Nullable Account eldest;
    private @Nullable Account youngest;

    AccountTable(long seed) {
        this.seed = seed;
    }

    int size() {
        return size;
    }

    /** The one that was asked for longest ago. */
    @Nullable
    Account eldest() {
        return eldest;
    }

    /** The subject's account, which is now the one asked for last; null when there is none. */
    @Nullable
    Account get(IpPrefix subject) {
        Account account = buckets[bucket(subject)];
        while (account != null && !account.subject().equals(subject)) {
            account = account.inBucket;
        }
        if (account != null) {
            touch(account);
        }
        return account;
    }

    /** Makes an account of the table the one asked for last. */
    void touch(Account account) {
        if (account != youngest) {
            unlink(account);
            link(account);
        }
    }

    /** Adds an account whose subject has none. */
    void add(Account account) {
        if (size == buckets.length) {
            grow();
        }
        int bucket = bucket(account.subject());
        account.inBucket = buckets[bucket];
        buckets[bucket] = account;
        size++;
        link(account);
    }

    /** Removes an account of the table. */
    void remove(Account account) {
        int bucket = bucket(account.subject());
        Account before = buckets[bucket];
        if (before == account) {
            buckets[bucket] = account.inBucket;
        } else {
            while (before != null && before.inBucket != account) {
                before = before.inBucket;
            }
            if (before != null) {
                before.inBucket = account.inBucket;
            }
        }
        account.inBucket = null;
        size--;
        unlink(account);
    }

    void forEach(Consumer<Account> action) {
        for (Account next = eldest; next != null; next = next.askedLater) {
            action.accept(next);
        }
    }

    private void grow() {
        @Nullable Account[] old = buckets;
        buckets = new Account[2 * old.length];
        for (Account chain : old) {
            while (chain != null) {
                Account next = chain.inBucket;
                int bucket = bucket(chain.subject());
                chain.inBucket = buckets[bucket];
                buckets[bucket] = chain;
                chain = next;
            }
        }
    }

    private void link(Account account) {
        account.askedEarlier = youngest;
        if (youngest == null) {
            eldest = account;
        } else {
            youngest.askedLater = account;
        }
        youngest = account;
    }

    private void unlink(Account account) {
        Account earlier = account.askedEarlier;
        Account later = account.askedLater;
        if (earlier == null) {
            eldest = later;
        } else {
            earlier.askedLater = later;
        }
        if (later == null) {
            youngest = earlier;
        } else {
            later.askedEarlier = earlier;
        }
        account.askedEarlier = null;
        account.askedLater = null;
    }

    /** The finalizer of MurmurHash3 over each half, the seed in between. */
    private int bucket(IpPrefix subject) {
        long mixed = mix(mix(subject.high() ^ seed) + subject.low() + subject.length());
        return (int) mixed & (buckets.length - 1);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
