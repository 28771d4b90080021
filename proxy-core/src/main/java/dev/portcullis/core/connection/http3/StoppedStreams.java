package dev.portcullis.core.connection.http3;

import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client has asked that nothing more be sent on a stream (STOP_SENDING, RFC 9000 3.5). Netty tells only who is about to send
 * something, but keeps the answer to itself while a request waits for its response; so it is asked for.
 */
final class StoppedStreams {

    private static final int DONE = -1;
    private static final @Nullable MethodHandle CAPACITY = find();

    private StoppedStreams() {}

    /** Whether nothing more is wanted on this stream; false where that can't be told. */
    static boolean isStopped(QuicStreamChannel stream) {
        try {
            if (CAPACITY == null || !stream.isActive() || !stream.parent().isActive()) {
                return false;
            }
            long capacity = (long) CAPACITY.invoke(stream.parent(), stream.streamId());
            return capacity < DONE;
        } catch (Throwable e) {
            return false;
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            Class<?> type = Class.forName("io.netty.handler.codec.quic.QuicheQuicChannel");
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVirtual(type, "streamCapacity", MethodType.methodType(long.class, long.class));
        } catch (ReflectiveOperationException | NoClassDefFoundError e) {
            return null;
        }
    }
}
