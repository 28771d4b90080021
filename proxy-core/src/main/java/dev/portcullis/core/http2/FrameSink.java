package dev.portcullis.core.http2;

import io.netty.buffer.ByteBuf;

/** Takes the frames of a connection in their order. Each has the size and place that RFC 9113 6 gives it. */
public interface FrameSink {

    /**
     * DATA.
     *
     * @param content without padding; the sink does not own it
     * @param counted bytes that the windows count, padding included
     */
    void data(int stream, ByteBuf content, int counted, boolean endsStream) throws ConnectionException;

    /**
     * A whole header block, which must be decoded whatever becomes of it.
     *
     * @param block the sink does not own it
     * @param dependsOnItself whether its priority makes the stream depend on itself (RFC 7540 5.3.1)
     */
    void headers(int stream, ByteBuf block, boolean endsStream, boolean dependsOnItself) throws ConnectionException;

    /** RST_STREAM. */
    void reset(int stream) throws ConnectionException;

    /** One setting that has a valid value; unknown ones come too. */
    void setting(int id, long value) throws ConnectionException;

    /** The end of a SETTINGS frame, which is to be acknowledged. */
    void settingsEnd() throws ConnectionException;

    /** The acknowledgement of our SETTINGS. */
    void settingsAcknowledged() throws ConnectionException;

    /** PING, or the acknowledgement of ours. */
    void ping(long payload, boolean acknowledges) throws ConnectionException;

    /** GOAWAY. */
    void goAway() throws ConnectionException;

    /** WINDOW_UPDATE; stream 0 is the connection. */
    void windowUpdate(int stream, int increment) throws ConnectionException;

    /** A frame that asks for nothing: PRIORITY, or of a type that is not known. */
    void idleFrame() throws ConnectionException;

    /** A frame that breaks its stream, but leaves the connection of use. */
    void broken(int stream, ErrorCode code) throws ConnectionException;
}
