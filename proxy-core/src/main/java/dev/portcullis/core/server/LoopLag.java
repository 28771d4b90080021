package dev.portcullis.core.server;

import dev.portcullis.rules.time.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Tells how late an event loop comes to what it has to do at a time: what every connection on it waits for. Four times a second the loop is
 * to do next to nothing, and it is measured when that is done. A loop that stands still for two seconds makes up for the eight times it
 * missed, each later by its own share, so that a long stall weighs as much as it lasted.
 */
final class LoopLag implements Runnable {

    private static final long PERIOD = Duration.ofMillis(250).toNanos();

    private final Ticker ticker;
    private final LongConsumer listener;
    private long due;

    LoopLag(Ticker ticker, LongConsumer listener) {
        this.ticker = ticker;
        this.listener = listener;
        this.due = ticker.nanos() + PERIOD;
    }

    /** Tells the listener of this loop's lag, in nanoseconds and on the loop, for as long as it runs. */
    static void watch(EventLoop loop, Ticker ticker, LongConsumer listener) {
        loop.scheduleAtFixedRate(new LoopLag(ticker, listener), PERIOD, PERIOD, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        long late = ticker.nanos() - due;
        due += PERIOD;
        listener.accept(Math.max(0, late));
    }
}
