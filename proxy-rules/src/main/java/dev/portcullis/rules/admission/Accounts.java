package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.api.IpPrefix;
import java.util.function.Consumer;

/**
 * The accounts of the clients that used the origin lately, and of their networks, bounded in number.
 *
 * <p>An account is forgotten when what it used has decayed to nothing, and when there are too many: the one asked for longest ago
 * goes, which is not one that keeps the origin busy. A client with requests under way is never forgotten, nor is its network; these
 * are bounded by the places and the queue.
 */
final class Accounts {

    /** Less is nothing, in nanoseconds of the origin's time. */
    private static final double NEGLIGIBLE = 100_000;

    /** How many are looked at in one sweep: bounds how long the lock is held. */
    private static final int LOOKS = 512;

    private final Fairness settings;
    private final HalfLives halfLives;
    private final AccountTable clients;
    private final AccountTable networks;

    Accounts(Fairness settings, HalfLives halfLives, long seed) {
        this.settings = settings;
        this.halfLives = halfLives;
        this.clients = new AccountTable(seed);
        this.networks = new AccountTable(seed);
    }

    /** The client's account, a new one when nothing is remembered. */
    Account of(IpPrefix client, long now) {
        Account known = clients.get(client);
        if (known != null) {
            return known;
        }
        Account network = network(client.widen(settings.ipv4Network(), settings.ipv6Network()), now);
        network.addMembers(1);
        Account added = new Account(client, network, halfLives, now);
        trim(clients, now, 2);
        clients.add(added);
        return added;
    }

    private Account network(IpPrefix prefix, long now) {
        Account known = networks.get(prefix);
        if (known != null) {
            return known;
        }
        Account added = new Account(prefix, null, halfLives, now);
        trim(networks, now, 2);
        networks.add(added);
        return added;
    }

    /** Forgets what has decayed to nothing. */
    void sweep(long now) {
        trim(clients, now, LOOKS);
        trim(networks, now, LOOKS);
    }

    /** Forgets a client that came and got nothing: a flood of such must not push out those who did. */
    void forgetIfUnused(Account client, long now) {
        if (client.isIdle() && client.used(now) < NEGLIGIBLE) {
            remove(clients, client);
        }
    }

    int size() {
        return clients.size();
    }

    void forEachClient(Consumer<Account> action) {
        clients.forEach(action);
    }

    /** Looks at those asked for longest ago: one that can't be forgotten goes to the other end. */
    private void trim(AccountTable table, long now, int looks) {
        Account eldest = table.eldest();
        for (int i = 0; i < looks && eldest != null; i++) {
            if (!eldest.isIdle()) {
                table.touch(eldest);
            } else if (table.size() >= settings.remembered() || eldest.used(now) + eldest.asked(now) < NEGLIGIBLE) {
                remove(table, eldest);
            } else {
                return;
            }
            eldest = table.eldest();
        }
    }

    private static void remove(AccountTable table, Account account) {
        table.remove(account);
        if (account.network() != account) {
            account.network().addMembers(-1);
        }
    }
}
