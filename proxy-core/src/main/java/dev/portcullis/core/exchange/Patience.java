package dev.portcullis.core.exchange;

import dev.portcullis.core.settings.ProxySettings;
import io.netty.channel.Channel;

/** How long a client is waited for that takes nothing, or moves a body too slowly, in either direction. */
final class Patience {

    private final Stall stall = new Stall();
    private final Pace taking = new Pace();
    private final Pace sending = new Pace();

    /** Another request begins. */
    void restart() {
        sending.restart();
    }

    /**
     * Whether the client takes too little of what waits for it. What the system's send buffer holds counts as taken: it is not
     * told when the client takes some of that, only when the buffer has room again.
     *
     * @param written bytes written since the connection began
     */
    boolean isTakingTooSlow(Channel channel, long written, long now, ProxySettings settings) {
        long pending = Stall.pending(channel);
        boolean stalled =
                stall.lasts(pending, now) >= settings.timeouts().idle().toNanos();
        return taking.isTooSlow(pending > 0, written - pending, now, settings.clients()) || stalled;
    }

    /** Whether the client sends too little of a body that is waited for. */
    boolean isSendingTooSlow(Exchange exchange, long now, ProxySettings settings) {
        return sending.isTooSlow(exchange.awaitsContent(), exchange.requestBytes(), now, settings.clients());
    }
}
