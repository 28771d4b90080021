package dev.portcullis.core.server;

import dev.portcullis.core.accept.AcceptLimit;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.observe.OriginState;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.origin.OriginTotals;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The totals over all workers. */
record WorkerGauges(List<Worker> workers, AcceptLimit accepts, OriginTotals totals, Supplier<List<OriginState>> states)
        implements ProxyGauges {

    @Override
    public long clientConnections() {
        return sum(Worker::openCount);
    }

    @Override
    public long acceptedConnections() {
        return sum(Worker::acceptedCount);
    }

    @Override
    public long refusedConnections(ConnectionRefusal reason) {
        return sum(worker -> worker.refusedCount(reason));
    }

    @Override
    public long acceptPauses() {
        return accepts.pauses();
    }

    @Override
    public long activeExchanges() {
        return sum(Worker::exchangeCount);
    }

    @Override
    public long activeOriginConnections() {
        return totals.active();
    }

    @Override
    public long idleOriginConnections() {
        return totals.idle();
    }

    @Override
    public long openedOriginConnections() {
        return totals.opened();
    }

    @Override
    public long retriedRequests() {
        return sum(Worker::retryCount);
    }

    @Override
    public List<OriginState> origins() {
        return states.get();
    }

    private long sum(ToLongFunction<Worker> count) {
        return workers.stream().mapToLong(count).sum();
    }
}
