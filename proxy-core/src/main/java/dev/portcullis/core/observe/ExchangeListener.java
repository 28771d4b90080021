package dev.portcullis.core.observe;

/** Hears of each exchange that is over. Called on event loops: must not block, wait or throw. */
@FunctionalInterface
public interface ExchangeListener {

    /** An exchange is over; called exactly once for each, malformed requests included. */
    void ended(FinishedExchange exchange);
}
