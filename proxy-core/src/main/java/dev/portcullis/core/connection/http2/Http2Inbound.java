package dev.portcullis.core.connection.http2;

import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http2.ClosedStreams;
import dev.portcullis.core.http2.ConnectionException;
import dev.portcullis.core.http2.ErrorCode;
import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.http2.FrameSink;
import dev.portcullis.core.http2.RequestDecoder;
import dev.portcullis.core.http2.Setting;
import dev.portcullis.core.http2.StreamException;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.ProxySettings;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the frames of a client mean to its streams (RFC 9113 5.1): which opens one, which belongs to one, which breaks one or the
 * whole connection. Used on its event loop only.
 */
final class Http2Inbound implements FrameSink {

    /** A connection takes the place of several of HTTP/1.1, each of which may carry {@code requestsPerConnection}. */
    private static final int CONNECTIONS_IN_ONE = 10;

    private final Arrival arrival;
    private final Http2ClientConnection connection;
    private final RequestDecoder decoder;
    private final Forbearance forbearance = new Forbearance();
    private final ClosedStreams closed = new ClosedStreams();
    private @Nullable Http2Streams streams;
    private boolean acknowledged;
    private long initialWindow = -1;
    private int lastStream;
    private int requests;

    Http2Inbound(Arrival arrival, Http2ClientConnection connection) {
        this.arrival = arrival;
        this.connection = connection;
        this.decoder = new RequestDecoder(settings().limits());
    }

    /** These are the streams that frames are for. */
    void serve(Http2Streams all) {
        streams = all;
    }

    /** What the client may do in vain. */
    Forbearance forbearance() {
        return forbearance;
    }

    /** The stream that the client opened last. */
    int lastStream() {
        return lastStream;
    }

    /** Notes that a stream is closed. */
    void closed(Http2Stream stream) {
        closed.add(stream.id(), stream.isResetByUs());
    }

    @Override
    public void headers(int id, ByteBuf block, boolean endsStream, boolean dependsOnItself) throws ConnectionException {
        decoder.decode(id, block);
        if (streams().farewell().ignores(id)) {
            forbearance.idleFrame(now());
            return;
        }
        Http2Stream stream = streams().get(id);
        if (stream != null) {
            trailers(stream, endsStream);
        } else if (id <= lastStream || id % 2 == 0) {
            headersOfNone(id);
        } else {
            lastStream = id;
            forbearance.request();
            if (dependsOnItself) {
                refuse(id, ErrorCode.PROTOCOL_ERROR);
            } else if (streams().isFull()) {
                streams().refuse(id, ErrorCode.REFUSED_STREAM);
                closed.add(id, true);
                forbearance.reset(now());
            } else {
                request(id, endsStream);
            }
        }
    }

    private void headersOfNone(int id) throws ConnectionException {
        if (closed.resetByUs(id)) {
            forbearance.idleFrame(now());
        } else {
            boolean was = closed.wasOpen(id);
            throw new ConnectionException(
                    was ? ErrorCode.STREAM_CLOSED : ErrorCode.PROTOCOL_ERROR, "a stream can't be opened");
        }
    }

    private void trailers(Http2Stream stream, boolean endsStream) throws ConnectionException {
        if (stream.isRemoteClosed()) {
            broken(stream.id(), ErrorCode.STREAM_CLOSED);
        } else if (!endsStream) {
            broken(stream.id(), ErrorCode.PROTOCOL_ERROR);
        } else {
            try {
                BodyEnd end = new BodyEnd(decoder.list().trailers());
                if (!stream.requestEnded(end)) {
                    broken(stream.id(), ErrorCode.PROTOCOL_ERROR);
                }
            } catch (StreamException e) {
                broken(stream.id(), e.code());
            }
        }
    }

    private void request(int id, boolean endsStream) throws ConnectionException {
        long now = now();
        try {
            RequestHead head = decoder.list().head(endsStream);
            connection.serving(now);
            if (++requests >= (long) CONNECTIONS_IN_ONE * settings().clients().requestsPerConnection()) {
                streams().farewell().begin(now);
            }
            streams().open(id, endsStream, decoder.list().asksByHead()).begin(head, now);
        } catch (StreamException e) {
            refuse(id, e.code());
        } catch (MalformedMessageException e) {
            Reply reply = Reply.malformed(e.status());
            boolean toHead = decoder.list().asksByHead();
            arrival.malformed(reply.status(), toHead ? 0 : reply.pageLength(), now, now);
            connection.serving(now);
            streams().open(id, endsStream, toHead).sendReply(reply);
            forbearance.reset(now);
        }
    }

    /** Resets a stream whose head is no request. */
    private void refuse(int id, ErrorCode code) throws ConnectionException {
        arrival.malformed(400, 0, now(), now());
        streams().refuse(id, code);
        closed.add(id, true);
        forbearance.reset(now());
    }

    @Override
    public void data(int id, ByteBuf content, int counted, boolean endsStream) throws ConnectionException {
        if (!streams().receive(counted)) {
            throw new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is exceeded");
        }
        Http2Stream stream = streams().get(id);
        if (stream == null) {
            streams().credit(counted);
            if (streams().farewell().ignores(id)) {
                forbearance.idleFrame(now());
            } else {
                dataOfNone(id);
            }
            return;
        }
        if (!content.isReadable() && !endsStream) {
            forbearance.idleFrame(now());
        }
        ErrorCode error = stream.receive(content, counted, endsStream);
        if (error != null) {
            broken(id, error);
        }
    }

    private void dataOfNone(int id) throws ConnectionException {
        requireOpened(id);
        if (!closed.resetByUs(id)) {
            throw new ConnectionException(ErrorCode.STREAM_CLOSED, "DATA comes on a stream that has ended");
        }
        forbearance.idleFrame(now());
    }

    @Override
    public void reset(int id) throws ConnectionException {
        Http2Stream stream = streams().get(id);
        if (stream == null) {
            requireOpened(id);
            forbearance.idleFrame(now());
        } else {
            stream.resetByClient();
            forbearance.reset(now());
        }
    }

    @Override
    public void broken(int id, ErrorCode code) throws ConnectionException {
        Http2Stream stream = streams().get(id);
        if (stream != null) {
            arrival.malformed(stream.charged(), now());
            stream.breakOff(code);
        } else if (id > lastStream) {
            throw new ConnectionException(code, "a frame breaks a stream that was never opened");
        }
        forbearance.reset(now());
    }

    @Override
    public void windowUpdate(int id, int increment) throws ConnectionException {
        forbearance.idleFrame(now());
        if (id == 0) {
            streams().openWindow(increment);
            return;
        }
        Http2Stream stream = streams().get(id);
        if (stream == null) {
            requireOpened(id);
        } else if (!streams().openWindow(stream, increment)) {
            broken(id, ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    /** Refuses a frame on a stream that the client has not opened (RFC 9113 5.1, idle). */
    private void requireOpened(int id) throws ConnectionException {
        if (id > lastStream || id % 2 == 0) {
            throw new ConnectionException(ErrorCode.PROTOCOL_ERROR, "a frame comes on an idle stream");
        }
    }

    /** Of several in one frame the last counts (RFC 9113 6.5.3): it alone costs a look at each open stream. */
    @Override
    public void setting(int id, long value) {
        if (id == Setting.INITIAL_WINDOW_SIZE) {
            initialWindow = value;
        }
    }

    @Override
    public void settingsEnd() throws ConnectionException {
        forbearance.idleFrame(now());
        if (initialWindow >= 0) {
            streams().initialWindow(initialWindow);
            initialWindow = -1;
        }
        streams().acknowledgeSettings();
        connection.settled();
    }

    /** Ours are sent once. */
    @Override
    public void settingsAcknowledged() throws ConnectionException {
        if (acknowledged) {
            forbearance.idleFrame(now());
        }
        acknowledged = true;
    }

    @Override
    public void ping(long payload, boolean acknowledges) throws ConnectionException {
        if (!acknowledges) {
            forbearance.idleFrame(now());
            streams().acknowledgePing(payload);
        } else if (streams().farewell().isAnsweredBy(payload)) {
            streams().farewell().end(lastStream);
            connection.leaveIfDone();
        } else {
            forbearance.idleFrame(now());
        }
    }

    @Override
    public void goAway() throws ConnectionException {
        forbearance.idleFrame(now());
        streams().farewell().end(lastStream);
        connection.leaveIfDone();
    }

    @Override
    public void idleFrame() throws ConnectionException {
        forbearance.idleFrame(now());
    }

    private ProxySettings settings() {
        return arrival.worker().services().settings();
    }

    private long now() {
        return arrival.worker().services().ticker().nanos();
    }

    private Http2Streams streams() {
        if (streams == null) {
            throw new IllegalStateException("the connection is not in a pipeline yet");
        }
        return streams;
    }
}
