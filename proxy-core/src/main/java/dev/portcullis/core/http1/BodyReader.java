package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes a body out of the bytes as they come (RFC 9112 6, 7): content without the framing it came in. */
interface BodyReader {

    /** The next piece of content, to be released by the caller; null when there is none yet, or the body has ended. */
    @Nullable
    ByteBuf next(ByteBuf in) throws MalformedMessageException;

    /** The end, once it has been reached; null before. */
    @Nullable
    BodyEnd end();

    /** Whether the end of the connection is the end of the body. */
    default boolean endsWithConnection() {
        return false;
    }

    /** A reader of a body of this kind. */
    static BodyReader of(Body body, HeadSyntax syntax, Limits limits) {
        if (body.equals(Body.UNKNOWN)) {
            return new ChunkedBodyReader(syntax, limits);
        }
        if (body.equals(Body.UNTIL_CLOSE)) {
            return new UntilClose();
        }
        return new Fixed(body.length());
    }

    /** A body whose length is known. */
    final class Fixed implements BodyReader {

        private long left;

        Fixed(long length) {
            this.left = length;
        }

        @Override
        public @Nullable ByteBuf next(ByteBuf in) {
            int size = (int) Math.min(left, in.readableBytes());
            left -= size;
            return size == 0 ? null : in.readRetainedSlice(size);
        }

        @Override
        public @Nullable BodyEnd end() {
            return left == 0 ? BodyEnd.PLAIN : null;
        }
    }

    /** A body that lasts as long as the connection. */
    final class UntilClose implements BodyReader {

        @Override
        public @Nullable ByteBuf next(ByteBuf in) {
            return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
        }

        @Override
        public @Nullable BodyEnd end() {
            return null;
        }

        @Override
        public boolean endsWithConnection() {
            return true;
        }
    }
}
