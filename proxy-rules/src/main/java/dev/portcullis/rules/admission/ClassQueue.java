package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.Heap.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one class that wait, fair by client, or by network and then by client.
 *
 * <p>Each client's requests are a {@link Line}; lines stand in one order for all clients and in one for each network; networks stand in an
 * order, too. A request enters, leaves or is taken in O(log n) comparisons, n being the clients that wait.
 */
final class ClassQueue {

    /** One place in so many goes to who is not light, however many are. */
    private static final int HEAVY_TURN = 20;

    private final Lightness lightness;
    private final Order<Line> clients;
    private final Order<Crowd> networks;
    private final Heap<Crowd> greediest = new Heap<>(Contender::isGreedier);

    private long taken;
    private int throng;

    ClassQueue(Lightness lightness) {
        this.lightness = lightness;
        this.clients = new Order<>(Line.tier(lightness::isLight));
        this.networks = new Order<>((crowd, now) -> lightness.isLightNetwork(crowd.account(), now));
    }

    Order<Line> clients() {
        return clients;
    }

    Order<Crowd> networks() {
        return networks;
    }

    Heap<Crowd> greediest() {
        return greediest;
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Whether a client waits that has no more than a few requests that do. */
    boolean hasUncrowded() {
        return clients.hasUncrowded();
    }

    /** How many requests wait of clients that each have more waiting than one browser asks for at once. */
    int throng() {
        return throng;
    }

    void add(Ticket ticket, long now) {
        Line line = line(ticket.client, ticket.number);
        throng -= line.throng();
        line.add(ticket);
        throng += line.throng();
        ticket.client.claim(ticket.expected, now);
    }

    /** Takes a request out, wherever in its line it stands. */
    void remove(Ticket ticket, Line line, long now) {
        throng -= line.throng();
        line.remove(ticket);
        throng += line.throng();
        if (line.first() == null) {
            line.leave();
            if (line.crowd().greediest().size() == 0) {
                line.crowd().leave();
            }
        }
        ticket.client.unclaim(ticket.expected, now - ticket.enteredAt, now);
    }

    /** Whose turn it is; null when nobody waits. */
    @Nullable
    Ticket first(boolean byNetwork, long now) {
        return first(byNetwork, taken % HEAVY_TURN == HEAVY_TURN - 1, now);
    }

    /** Who is first when it is the turn of those who are light; somebody else when none of them waits, null when nobody does. */
    @Nullable
    Ticket firstLight(boolean byNetwork, long now) {
        return first(byNetwork, false, now);
    }

    private @Nullable Ticket first(boolean byNetwork, boolean heavyFirst, long now) {
        Line line;
        if (byNetwork) {
            Crowd crowd = networks.first(heavyFirst, now);
            line = crowd == null ? null : crowd.clients().first(heavyFirst, now);
        } else {
            line = clients.first(heavyFirst, now);
        }
        return line == null ? null : line.first();
    }

    /** Who is first of the clients with no more than a few requests that wait, whatever their networks did; null when none waits. */
    @Nullable
    Ticket firstUncrowded(long now) {
        Line line = clients.firstUncrowded(now);
        return line == null ? null : line.first();
    }

    /** Notes that a request has been given a place. */
    void taken() {
        taken++;
    }

    /** The last request of the greediest client of the greediest network; null when nobody waits. */
    @Nullable
    Ticket greediestRequest() {
        Slot<Crowd> crowd = greediest.first();
        Slot<Line> line = crowd == null ? null : crowd.element.greediest().first();
        return line == null ? null : line.element.last();
    }

    private Line line(Account client, long number) {
        for (Contender next = client.contenders(); next != null; next = next.next()) {
            if (next instanceof Line line && line.queue() == this) {
                return line;
            }
        }
        return new Line(client, this, crowd(client.network(), number));
    }

    private Crowd crowd(Account network, long number) {
        for (Contender next = network.contenders(); next != null; next = next.next()) {
            if (next instanceof Crowd crowd && crowd.queue() == this) {
                return crowd;
            }
        }
        return new Crowd(network, this, lightness, number);
    }
}
