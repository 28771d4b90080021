package dev.portcullis.core.server;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.ProxyGauges;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A running proxy: its listeners, its event loops and all connections on them. */
@SuppressWarnings("DoNotCallSuggester")
public final class ProxyServer {

    private ProxyServer() {}

    /**
     * What the data path works with.
     *
     * @param policy decides about requests
     * @param clients says whom they are charged to
     * @param listener hears of each exchange that is over
     * @param ticker monotonic time
     * @param clock calendar time
     */
    public record Parts(Policy policy, Clients clients, ExchangeListener listener, Ticker ticker, WallClock clock) {}

    /** Binds every listener and serves. Throws IOException, with the address in its message, when one can't be bound; then none is. */
    public static ProxyServer start(ProxySettings settings, Parts parts) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Where it listens, in the order of the settings, with the ports the system chose for port 0. */
    public List<InetSocketAddress> addresses() {
        throw new UnsupportedOperationException();
    }

    /** The name of the transport in use: {@code epoll}, {@code io_uring} or {@code nio}. */
    public String transport() {
        throw new UnsupportedOperationException();
    }

    /** What it holds just now. */
    public ProxyGauges gauges() {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks policy again about every open connection and closes those of clients that it now refuses, requests under way
     * included. Returns at once; calls that come close together are answered together.
     */
    public void recheckConnections() {
        throw new UnsupportedOperationException();
    }

    /** Stops accepting, lets requests under way finish for the drain time, closes what is left, and returns. */
    public void stop() {
        throw new UnsupportedOperationException();
    }
}
