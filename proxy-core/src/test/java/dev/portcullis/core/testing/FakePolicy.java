package dev.portcullis.core.testing;

import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.api.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A policy that says what it is told to, and remembers what it was told. Trusts the peers it is given. */
public final class FakePolicy implements Policy, Clients {

    /** The verdict of every request. */
    public volatile Verdict verdict = Verdict.Pass.INSTANCE;

    /** What every question is answered with instead, when there is one. */
    public volatile @Nullable RuntimeException fault;

    /** Clients that {@link #refuses} holds for. */
    public final Set<IpPrefix> refused = ConcurrentHashMap.newKeySet();

    /** Clients that {@link #allows} holds for. */
    public final Set<IpPrefix> allowed = ConcurrentHashMap.newKeySet();

    /** Peers whose X-Forwarded-For is believed: its last element is the client. */
    public final Set<InetAddress> trusted = ConcurrentHashMap.newKeySet();

    /** What {@link #claimed} was told, in order. */
    public final BlockingQueue<String> claims = new LinkedBlockingQueue<>();

    /** What {@link #ended} was told, in order. */
    public final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    /** The facts that {@link #decide} was asked about, in order. */
    public final BlockingQueue<Facts> facts = new LinkedBlockingQueue<>();

    /** What {@link #signalField} says. */
    public volatile String signalField = "";

    /** What {@link #cookiesSet} was told, in order. */
    public final List<String> cookiesSet = new CopyOnWriteArrayList<>();

    /** How often {@link #waits} was told. */
    public final AtomicInteger waits = new AtomicInteger();

    /** How often {@link #malformed} was told. */
    public final AtomicInteger malformed = new AtomicInteger();

    @Override
    public Verdict decide(Facts asked, long now) {
        failIfTold();
        facts.add(asked);
        return verdict;
    }

    @Override
    public void ended(Facts of, Verdict was, Outcome outcome, long now) {
        failIfTold();
        outcomes.add(outcome);
    }

    @Override
    public boolean refuses(IpPrefix client, long now) {
        failIfTold();
        return refused.contains(client);
    }

    @Override
    public boolean allows(IpPrefix client) {
        failIfTold();
        return allowed.contains(client);
    }

    @Override
    public void cookiesSet(Facts of, List<String> setCookies, long now) {
        failIfTold();
        cookiesSet.addAll(setCookies);
    }

    @Override
    public String signalField() {
        failIfTold();
        return signalField;
    }

    @Override
    public void waits(Facts of, Verdict was, long now) {
        failIfTold();
        waits.incrementAndGet();
    }

    @Override
    public void malformed(IpPrefix client, long now) {
        failIfTold();
        malformed.incrementAndGet();
    }

    private void failIfTold() {
        RuntimeException told = fault;
        if (told != null) {
            throw told;
        }
    }

    @Override
    public boolean trusts(InetAddress peer) {
        return trusted.contains(peer);
    }

    @Override
    public IpPrefix direct(InetAddress peer) {
        return IpPrefix.of(peer);
    }

    @Override
    public void claimed(IpPrefix client, @Nullable String forwardedFor) {
        claims.add(String.valueOf(forwardedFor));
    }

    @Override
    public Forwarding behind(InetAddress peer, List<String> forwardedFor) {
        String last = forwardedFor.isEmpty() ? "" : forwardedFor.get(forwardedFor.size() - 1);
        int host = last.startsWith("192.0.2.") ? Integer.parseInt(last.substring("192.0.2.".length())) : 1;
        return new Forwarding(IpPrefix.of(new byte[] {(byte) 192, 0, 2, (byte) host}), last);
    }
}
