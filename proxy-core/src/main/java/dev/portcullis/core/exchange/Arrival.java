package dev.portcullis.core.exchange;

import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.proxyprotocol.Announced;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.rules.api.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as it was accepted, whatever comes to be spoken on it: who is at the other end, its slot among those that
 * the client may have, and who serves it just now. First that may be a handshake, which hands it on.
 *
 * <p>Used on its event loop only.
 */
public final class Arrival {

    private final Worker worker;
    private final Slot slot;
    private final boolean announces;
    private boolean announced;
    private Peer peer;
    private Worker.@Nullable Member member;
    private String fingerprint = "";

    /**
     * A connection just accepted.
     *
     * @param ends the addresses of the socket
     * @param scheme {@code http} or {@code https}
     * @param announces whether an {@link Announced} comes first, and says who is at the other end
     */
    public Arrival(Worker worker, Endpoints ends, String scheme, boolean announces) {
        this.worker = worker;
        this.slot = new Slot(worker.connections());
        this.announces = announces;
        this.peer = new Peer(worker.services().clients(), ends, scheme);
    }

    /** The worker on whose event loop it is. */
    public Worker worker() {
        return worker;
    }

    /** Who it is charged to, as far as that is known without a request. */
    public IpPrefix client() {
        return peer.client();
    }

    /** Whether it is exempt from limits per client: it speaks for others, or is on the allow-list. */
    public boolean isExempt() {
        return peer.isProxy() || worker.services().policy().allows(peer.client());
    }

    /** Whether it is known who is at the other end: no announcement is awaited. */
    public boolean isAnnounced() {
        return !announces || announced;
    }

    /** Whether somebody serves it already. */
    public boolean isServed() {
        return member != null;
    }

    /**
     * It is served by this one now, and no more by the one before. Who serves it first takes a slot for it, unless the
     * announcement of its client is awaited.
     *
     * @return false when its client has as many connections as it may have: it is to be closed
     */
    public boolean serve(Worker.Member by) {
        Worker.Member before = member;
        member = by;
        if (before != null) {
            worker.replace(before, by);
            return true;
        }
        worker.add(by);
        return announces || takeSlot();
    }

    /**
     * The announcement has come.
     *
     * @return as {@link #serve}
     */
    public boolean announced(Announced announcement) {
        announced = true;
        if (announcement.source() == null) {
            return true;
        }
        peer = peer.announced(announcement.source());
        return takeSlot();
    }

    /** It begins with a handshake of TLS that has this fingerprint. */
    public void shakesHands(String ja4) {
        fingerprint = ja4;
    }

    /** The fingerprint of its client's handshake; empty when there was none, or it is that of a proxy that speaks for others. */
    String fingerprint() {
        return peer.isProxy() ? "" : fingerprint;
    }

    /** It is closed: the worker lets go of it, and its client may have another one. */
    public void closed() {
        if (member != null) {
            worker.remove(member);
        }
        slot.leave();
    }

    /** Who is at the other end, as the configuration in force sees it. */
    public Peer peerNow() {
        peer = peer.seenBy(worker.services().clients());
        return peer;
    }

    /** Who is at the other end, as the configuration saw it at the last request. */
    public Peer peer() {
        return peer;
    }

    /** An exchange of a request that has come on it; to be started. */
    public Exchange begin(RequestHead head, ClientStream stream, long now) {
        Peer at = peerNow();
        Peer.Sender sender = at.sender(head);
        ExchangeRecord record = new ExchangeRecord(
                        at.address(),
                        sender.client(),
                        head,
                        worker.services().clock().now(),
                        now)
                .shookHands(fingerprint());
        return new Exchange(worker, stream, head, sender.hop(), record);
    }

    /**
     * What came on it is no request: policy is not asked, but the listener hears of it.
     *
     * @param answer the status that it is answered with, or would be
     * @param bytes of the answer
     * @param began when its first byte, or the waiting for it, began
     */
    public void malformed(int answer, int bytes, long began, long now) {
        Services services = worker.services();
        worker.tell(
                ExchangeRecord.ofMalformed(peer, answer, bytes, services.clock().now(), began, now)
                        .shookHands(fingerprint()));
        services.policy().malformed(peer.client(), now);
    }

    /** What came on it breaks a request that is under way; {@code charged} is whom that is charged to, if it is known. */
    public void malformed(@Nullable IpPrefix charged, long now) {
        worker.services().policy().malformed(charged == null ? peer.client() : charged, now);
    }

    private boolean takeSlot() {
        boolean taken = slot.take(peer, worker.services());
        if (!taken) {
            worker.connectionRefused(ConnectionRefusal.TOO_MANY);
        }
        return taken;
    }
}
