package dev.portcullis.core.connection.http3;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3HeadersValidationException;
import io.netty.handler.codec.quic.QuicException;
import java.io.IOException;

/** What a failure of a request stream says of the client. */
enum Http3Fault {
    /** It has reset the stream, or is gone. */
    CANCELLED,
    /** What it sent on the stream is no request. */
    MALFORMED,
    /** What it sent leaves the connection of no use. */
    OF_THE_CONNECTION,
    /** Nothing. */
    OF_THE_PROGRAM;

    /** What the codec throws because of what it reads is not always an exception of its own. */
    static Http3Fault of(Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof Exception wrapped) {
            return of(wrapped);
        }
        if (cause instanceof QuicException || cause instanceof IOException) {
            return CANCELLED;
        }
        if (cause instanceof Http3Exception broken) {
            return broken.errorCode() == Http3ErrorCode.H3_MESSAGE_ERROR ? MALFORMED : OF_THE_CONNECTION;
        }
        boolean read = cause instanceof Http3HeadersValidationException
                || cause instanceof IllegalArgumentException
                || cause instanceof DecoderException
                || cause instanceof IndexOutOfBoundsException;
        return read ? MALFORMED : OF_THE_PROGRAM;
    }
}
