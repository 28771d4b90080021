package dev.portcullis.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Pieces of a body in one buffer of its own: many small ones would each keep the buffer that they were read in. */
public final class Joined {

    private Joined() {}

    /** The second behind the first; takes both. */
    public static ByteBuf of(ByteBuf first, ByteBuf second) {
        ByteBuf all = first;
        if (first.isReadOnly() || first.refCnt() > 1 || first.maxFastWritableBytes() < second.readableBytes()) {
            all = ByteBufAllocator.DEFAULT.buffer(Math.max(1024, (first.readableBytes() + second.readableBytes()) * 2));
            all.writeBytes(first);
            first.release();
        }
        all.writeBytes(second);
        second.release();
        return all;
    }
}
