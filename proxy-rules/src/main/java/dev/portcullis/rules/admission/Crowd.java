package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.Heap.Slot;

/** The clients of one network that wait in one class. Exists while there are any. */
final class Crowd extends Contender {

    private final ClassQueue queue;
    private final Order<Line> clients;
    private final Heap<Line> greediest = new Heap<>(Contender::isGreedier);
    private final Slot<Crowd> inClass = Contender.slot(this);
    private final Slot<Crowd> inGreed = Contender.slot(this);
    private final long since;

    Crowd(Account network, ClassQueue queue, Lightness lightness, long since) {
        super(network);
        this.queue = queue;
        this.clients = new Order<>(Line.tier(lightness::isLightAlone));
        this.since = since;
    }

    ClassQueue queue() {
        return queue;
    }

    Order<Line> clients() {
        return clients;
    }

    Heap<Line> greediest() {
        return greediest;
    }

    @Override
    long since() {
        return since;
    }

    @Override
    void reorder(long now) {
        queue.networks().put(inClass, now);
        queue.greediest().put(inGreed);
    }

    /** Leaves every order. */
    void leave() {
        inClass.leave();
        inGreed.leave();
        close();
    }
}
