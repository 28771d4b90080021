package dev.portcullis.core.server;

import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.time.Ticker;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has things done on an event loop at their time, for as long as the loop runs. */
final class LoopAlarm implements Alarm {

    private static final Logger log = LoggerFactory.getLogger(LoopAlarm.class);

    private final EventLoop loop;
    private final Ticker ticker;

    LoopAlarm(EventLoop loop, Ticker ticker) {
        this.loop = loop;
        this.ticker = ticker;
    }

    @Override
    public void after(long nanos, LongConsumer action) {
        try {
            loop.schedule(() -> ring(action), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            log.debug("the server has stopped: nobody waits any more");
        }
    }

    private void ring(LongConsumer action) {
        try {
            action.accept(ticker.nanos());
        } catch (RuntimeException e) {
            log.error("what was to be done at its time failed", e);
        }
    }
}
