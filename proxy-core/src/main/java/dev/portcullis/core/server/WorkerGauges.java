package dev.portcullis.core.server;

import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.observe.ProxyGauges;
import java.util.List;
import java.util.function.ToLongFunction;

/** The totals over all workers. */
record WorkerGauges(List<Worker> workers) implements ProxyGauges {

    @Override
    public long clientConnections() {
        return sum(Worker::openCount);
    }

    @Override
    public long acceptedConnections() {
        return sum(Worker::acceptedCount);
    }

    @Override
    public long activeExchanges() {
        return sum(Worker::exchangeCount);
    }

    @Override
    public long activeOriginConnections() {
        return sum(worker -> worker.pool().activeCount());
    }

    @Override
    public long idleOriginConnections() {
        return sum(worker -> worker.pool().idleCount());
    }

    @Override
    public long openedOriginConnections() {
        return sum(worker -> worker.pool().openedCount());
    }

    @Override
    public long retriedRequests() {
        return sum(Worker::retryCount);
    }

    private long sum(ToLongFunction<Worker> count) {
        return workers.stream().mapToLong(count).sum();
    }
}
