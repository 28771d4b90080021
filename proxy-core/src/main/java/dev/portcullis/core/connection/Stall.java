package dev.portcullis.core.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** For how long a peer has taken nothing of what waits to be written to it. */
public final class Stall {

    private long waiting;
    private long since;

    /** Bytes that wait to be written, and a little more for each piece of them. */
    public static long pending(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Nanoseconds for which the bytes that wait have been the same; 0 while none do. */
    long lasts(long pending, long now) {
        if (pending == 0 || pending != waiting) {
            waiting = pending;
            since = now;
            return 0;
        }
        return now - since;
    }
}
