package dev.portcullis.core.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into frames (RFC 9113 3.4, 4.1, 6): the preface, SETTINGS, then anything. Header blocks are put together
 * from their CONTINUATIONs, of which there may be only so many, and so many bytes.
 *
 * <p>Frames that come whole are passed on where they lie. Not to be used after it has thrown.
 */
public final class FrameReader {

    /** Bytes of a frame's payload at most: what SETTINGS_MAX_FRAME_SIZE is from the beginning. */
    public static final int MAX_FRAME = 1 << 14;

    /** CONTINUATIONs of one block at most. The largest block that is taken needs six. */
    static final int MAX_CONTINUATIONS = 16;

    private static final byte[] PREFACE = {
        'P', 'R', 'I', ' ', '*', ' ', 'H', 'T', 'T', 'P', '/', '2', '.', '0', '\r', '\n', '\r', '\n', 'S', 'M', '\r',
        '\n', '\r', '\n'
    };
    private static final int FRAME_HEADER = 9;
    private static final int PRIORITY_LENGTH = 5;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;
    private static final int END_HEADERS = 0x4;
    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;

    private final FrameSink sink;
    private final int maxBlock;
    private @Nullable ByteBuf kept;
    private int prefaceRead;
    private boolean begun;

    private @Nullable ByteBuf block;
    private int blockStream;
    private boolean blockEndsStream;
    private boolean blockDependsOnItself;
    private int continuations;
    private long blocks;

    private int type;
    private int flags;
    private int stream;

    /** A reader of one connection; a header block may have {@code maxBlock} bytes as they come. */
    public FrameReader(FrameSink sink, int maxBlock) {
        this.sink = sink;
        this.maxBlock = maxBlock;
    }

    /** Takes and releases bytes; passes on the frames that are complete. */
    public void read(ByteBuf bytes, ByteBufAllocator alloc) throws ConnectionException {
        ByteBuf in = kept == null ? bytes : joined(kept, bytes, alloc);
        kept = in;
        if (preface(in)) {
            while (frame(in, alloc)) {
                // the next one
            }
        }
        if (kept != null && !in.isReadable()) {
            kept = null;
            in.release();
        }
    }

    /** Whether a header block has begun and not ended. */
    public boolean isWithinHeaders() {
        return block != null;
    }

    /** How many header blocks have begun that one frame did not hold: tells the one that is under way from another. */
    public long blocksBegun() {
        return blocks;
    }

    /** Whether the preface and the first SETTINGS have come. */
    public boolean hasBegun() {
        return begun;
    }

    /** Whether a part of something has come. */
    public boolean hasKept() {
        return prefaceRead > 0 || kept != null;
    }

    /** Lets go of what is kept. */
    public void release() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
        endBlock();
    }

    private boolean preface(ByteBuf in) throws ConnectionException {
        while (prefaceRead < PREFACE.length && in.isReadable()) {
            if (in.readByte() != PREFACE[prefaceRead++]) {
                throw protocol("it does not begin with the preface");
            }
        }
        return prefaceRead == PREFACE.length;
    }

    private boolean frame(ByteBuf in, ByteBufAllocator alloc) throws ConnectionException {
        if (kept == null || in.readableBytes() < FRAME_HEADER) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        type = in.getUnsignedByte(at + 3);
        flags = in.getUnsignedByte(at + 4);
        stream = in.getInt(at + 5) & Integer.MAX_VALUE;
        if (length > MAX_FRAME) {
            throw frameSize("a frame is too large");
        }
        if (!begun && (type != FrameWriter.SETTINGS || (flags & ACK) != 0)) {
            throw protocol("the first frame is not SETTINGS");
        }
        if (block != null && (type != FrameWriter.CONTINUATION || stream != blockStream)) {
            throw protocol("another frame comes within a header block");
        }
        if (in.readableBytes() < FRAME_HEADER + length) {
            return false;
        }
        in.skipBytes(FRAME_HEADER);
        int end = in.readerIndex() + length;
        int limit = in.writerIndex();
        in.writerIndex(end);
        payload(in, length, alloc);
        if (kept != null) {
            in.writerIndex(limit).readerIndex(end);
        }
        return kept != null;
    }

    private void payload(ByteBuf in, int length, ByteBufAllocator alloc) throws ConnectionException {
        switch (type) {
            case FrameWriter.DATA -> data(in, length);
            case FrameWriter.HEADERS -> headers(in, alloc);
            case FrameWriter.PRIORITY -> priority(in, length);
            case FrameWriter.RST_STREAM -> {
                requireStream();
                requireLength(length, 4);
                sink.reset(stream);
            }
            case FrameWriter.SETTINGS -> settings(in, length);
            case FrameWriter.PUSH_PROMISE -> throw protocol("a client pushes nothing");
            case FrameWriter.PING -> {
                requireConnection();
                requireLength(length, 8);
                sink.ping(in.readLong(), (flags & ACK) != 0);
            }
            case FrameWriter.GOAWAY -> {
                requireConnection();
                if (length < 8) {
                    throw frameSize("a GOAWAY is too short");
                }
                sink.goAway();
            }
            case FrameWriter.WINDOW_UPDATE -> windowUpdate(in, length);
            case FrameWriter.CONTINUATION -> continuation(in);
            default -> sink.idleFrame();
        }
    }

    private void data(ByteBuf in, int length) throws ConnectionException {
        requireStream();
        removePadding(in);
        sink.data(stream, in, length, (flags & END_STREAM) != 0);
    }

    private void headers(ByteBuf in, ByteBufAllocator alloc) throws ConnectionException {
        requireStream();
        removePadding(in);
        boolean dependsOnItself = false;
        if ((flags & PRIORITY) != 0) {
            if (in.readableBytes() < PRIORITY_LENGTH) {
                throw frameSize("a HEADERS frame is too short for its priority");
            }
            dependsOnItself = (in.readInt() & Integer.MAX_VALUE) == stream;
            in.skipBytes(1);
        }
        boolean endsStream = (flags & END_STREAM) != 0;
        if ((flags & END_HEADERS) != 0) {
            requireBlock(in.readableBytes());
            sink.headers(stream, in, endsStream, dependsOnItself);
            return;
        }
        requireBlock(in.readableBytes());
        block = alloc.buffer(Math.max(in.readableBytes() * 2, 256)).writeBytes(in);
        blocks++;
        blockStream = stream;
        blockEndsStream = endsStream;
        blockDependsOnItself = dependsOnItself;
        continuations = 0;
    }

    private void continuation(ByteBuf in) throws ConnectionException {
        ByteBuf open = block;
        if (open == null) {
            throw protocol("a CONTINUATION continues nothing");
        }
        requireBlock(open.readableBytes() + in.readableBytes());
        if (++continuations > MAX_CONTINUATIONS) {
            throw calm("a header block has too many CONTINUATIONs");
        }
        open.writeBytes(in);
        if ((flags & END_HEADERS) != 0) {
            block = null;
            try {
                sink.headers(stream, open, blockEndsStream, blockDependsOnItself);
            } finally {
                open.release();
            }
        }
    }

    private void priority(ByteBuf in, int length) throws ConnectionException {
        requireStream();
        if (length != PRIORITY_LENGTH) {
            sink.broken(stream, ErrorCode.FRAME_SIZE_ERROR);
        } else if ((in.readInt() & Integer.MAX_VALUE) == stream) {
            sink.broken(stream, ErrorCode.PROTOCOL_ERROR);
        } else {
            sink.idleFrame();
        }
    }

    private void settings(ByteBuf in, int length) throws ConnectionException {
        requireConnection();
        if ((flags & ACK) != 0) {
            requireLength(length, 0);
            sink.settingsAcknowledged();
            return;
        }
        if (length % 6 != 0) {
            throw frameSize("SETTINGS are cut off");
        }
        begun = true;
        while (in.isReadable()) {
            int id = in.readUnsignedShort();
            long value = in.readUnsignedInt();
            Setting.check(id, value);
            sink.setting(id, value);
        }
        sink.settingsEnd();
    }

    private void windowUpdate(ByteBuf in, int length) throws ConnectionException {
        requireLength(length, 4);
        int increment = in.readInt() & Integer.MAX_VALUE;
        if (increment > 0) {
            sink.windowUpdate(stream, increment);
        } else if (stream == 0) {
            throw protocol("a WINDOW_UPDATE opens nothing");
        } else {
            sink.broken(stream, ErrorCode.PROTOCOL_ERROR);
        }
    }

    private void removePadding(ByteBuf in) throws ConnectionException {
        if ((flags & PADDED) == 0) {
            return;
        }
        if (!in.isReadable()) {
            throw frameSize("a padded frame is empty");
        }
        int padding = in.readUnsignedByte();
        if (padding > in.readableBytes()) {
            throw protocol("the padding is longer than its frame");
        }
        in.writerIndex(in.writerIndex() - padding);
    }

    private void requireBlock(int size) throws ConnectionException {
        if (size > maxBlock) {
            throw calm("a header block is too long");
        }
    }

    private void requireStream() throws ConnectionException {
        if (stream == 0) {
            throw protocol("a frame names no stream");
        }
    }

    private void requireConnection() throws ConnectionException {
        if (stream != 0) {
            throw protocol("a frame of the connection names a stream");
        }
    }

    private static void requireLength(int length, int wanted) throws ConnectionException {
        if (length != wanted) {
            throw frameSize("a frame has not its length");
        }
    }

    private void endBlock() {
        if (block != null) {
            block.release();
            block = null;
        }
    }

    private static ConnectionException protocol(String message) {
        return new ConnectionException(ErrorCode.PROTOCOL_ERROR, message);
    }

    private static ConnectionException frameSize(String message) {
        return new ConnectionException(ErrorCode.FRAME_SIZE_ERROR, message);
    }

    private static ConnectionException calm(String message) {
        return new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, message);
    }

    private static ByteBuf joined(ByteBuf first, ByteBuf second, ByteBufAllocator alloc) {
        ByteBuf all = first;
        if (first.refCnt() > 1 || first.isReadOnly() || first.maxFastWritableBytes() < second.readableBytes()) {
            all = alloc.buffer(Math.max(1024, (first.readableBytes() + second.readableBytes()) * 2));
            all.writeBytes(first);
            first.release();
        }
        all.writeBytes(second);
        second.release();
        return all;
    }
}
