package dev.portcullis.core.exchange;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** For how long a peer has taken nothing of what waits to be written to it. */
final class Stall {

    private long waiting;
    private long since;

    /** Nanoseconds for which the bytes that wait have been the same; 0 while none do. */
    long lasts(Channel channel, long now) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long bytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (bytes == 0 || bytes != waiting) {
            waiting = bytes;
            since = now;
            return 0;
        }
        return now - since;
    }
}
