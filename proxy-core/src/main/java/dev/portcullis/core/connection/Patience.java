package dev.portcullis.core.connection;

import dev.portcullis.core.exchange.Exchange;
import dev.portcullis.core.exchange.Worker;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.ProxySettings;
import java.time.Duration;

/** How long a client is waited for that takes nothing, or moves a body too slowly, in either direction. */
public final class Patience {

    private final Stall stall = new Stall();
    private final Pace taking = new Pace();
    private final Pace sending = new Pace();

    /** Another request begins. */
    public void restart() {
        sending.restart();
    }

    /**
     * Whether the client takes too little of what waits for it. What the system's send buffer holds counts as taken: it is not
     * told when the client takes some of that, only when the buffer has room again. So it is given {@code timeouts.idle} at least.
     *
     * @param pending bytes that wait
     * @param written bytes written since the beginning, those that wait included
     */
    public boolean isTakingTooSlow(long pending, long written, long now, ProxySettings settings) {
        boolean stalled =
                stall.lasts(pending, now) >= settings.timeouts().idle().toNanos();
        Duration window =
                longer(settings.clients().rateWindow(), settings.timeouts().idle());
        return stalled
                || taking.isTooSlow(
                        pending > 0, written - pending, now, settings.clients().rate(), window);
    }

    /** As {@link #isTakingTooSlow}, of a stream; the worker notes it if it is. */
    public boolean tookTooLittle(long pending, long written, long now, Worker worker) {
        return noted(isTakingTooSlow(pending, written, now, worker.services().settings()), worker);
    }

    /** As {@link #isSendingTooSlow}, of a stream; the worker notes it if it is. */
    public boolean sentTooLittle(Exchange exchange, long now, Worker worker) {
        return noted(isSendingTooSlow(exchange, now, worker.services().settings()), worker);
    }

    private static boolean noted(boolean slow, Worker worker) {
        if (slow) {
            worker.connectionRefused(ConnectionRefusal.TOO_SLOW);
        }
        return slow;
    }

    /** Whether the client sends too little of a body that is waited for. */
    public boolean isSendingTooSlow(Exchange exchange, long now, ProxySettings settings) {
        ClientLimits limits = settings.clients();
        return sending.isTooSlow(
                exchange.awaitsContent(), exchange.requestBytes(), now, limits.rate(), limits.rateWindow());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
