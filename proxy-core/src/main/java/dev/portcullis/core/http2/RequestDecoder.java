package dev.portcullis.core.http2;

import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Turns the header blocks of a connection (RFC 7541) into lists, which say what is asked for.
 *
 * <p>Every block must be decoded, even one that nobody wants: the table that later blocks refer to (RFC 7541 2.3) depends on it.
 */
public final class RequestDecoder {

    private final RequestList list;
    private final DefaultHttp2HeadersDecoder hpack;

    /** A decoder of one connection. */
    public RequestDecoder(Limits limits) {
        this.list = new RequestList(limits, HttpVersion.HTTP_2);
        this.hpack = new DefaultHttp2HeadersDecoder(false, limits.headers()) {
            @Override
            protected Http2Headers newHeaders() {
                return list.fields();
            }
        };
    }

    /** Decodes a block. */
    public void decode(int stream, ByteBuf block) throws ConnectionException {
        list.restart();
        try {
            hpack.decodeHeaders(stream, block);
        } catch (Http2Exception e) {
            if (!Http2Exception.isStreamError(e)) {
                throw new ConnectionException(ErrorCode.COMPRESSION_ERROR, "a header block can't be decoded");
            }
            list.isLarger();
        }
    }

    /** The list that was decoded last. */
    public RequestList list() {
        return list;
    }
}
