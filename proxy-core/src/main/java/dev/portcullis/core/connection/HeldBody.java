package dev.portcullis.core.connection;

import dev.portcullis.core.exchange.Joined;
import dev.portcullis.core.http.Body;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What has come of the body of a stream's request and is not passed on yet; and whether the body is as long as was said.
 *
 * <p>The piece that makes it as long as was said is held until the client ends the stream: a body that turns out to be longer never
 * looks whole to the origin (RFC 9113 8.1.1, RFC 9114 4.1.2).
 */
public final class HeldBody {

    private final Body length;
    private @Nullable ByteBuf last;
    private boolean waiting;
    private boolean over;
    private long received;

    /**
     * A body that begins.
     *
     * @param length as the head says
     * @param waiting whether what comes is of a tunnel that is not open yet
     */
    public HeldBody(Body length, boolean waiting) {
        this.length = waiting ? Body.UNKNOWN : length;
        this.waiting = waiting;
    }

    /** Takes a piece, of which it keeps its own slice; says whether the body can still be as long as was said. */
    public boolean receive(ByteBuf content, boolean ends) {
        int size = content.readableBytes();
        received += size;
        if (length.isKnown() && (received > length.length() || ends && received < length.length())) {
            return false;
        }
        over = ends;
        if (size > 0) {
            ByteBuf piece = content.readRetainedSlice(size);
            last = last == null ? piece : Joined.of(last, piece);
        }
        return true;
    }

    /** Notes the end; says whether the body is as long as was said. */
    public boolean ends() {
        over = true;
        return !length.isKnown() || received == length.length();
    }

    /** What may be passed on now: nothing of a tunnel that is not open, and not the last of a body before its end. */
    @Nullable
    public ByteBuf take() {
        ByteBuf piece = last;
        if (piece == null || waiting || !over && length.isKnown() && received == length.length()) {
            return null;
        }
        last = null;
        return piece;
    }

    /** Whether something is held. */
    public boolean isHolding() {
        return last != null;
    }

    /** The tunnel is open. */
    public void open() {
        waiting = false;
    }

    /** Lets go of what was not passed on. */
    public void release() {
        if (last != null) {
            last.release();
            last = null;
        }
    }
}
