package dev.portcullis.core.connection.http2;

import dev.portcullis.core.connection.ClientSocket;
import dev.portcullis.core.exchange.Arrival;
import dev.portcullis.core.http2.ConnectionException;
import dev.portcullis.core.http2.ErrorCode;
import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.http2.FrameWriter;
import dev.portcullis.core.http2.Outflow;
import dev.portcullis.core.http2.Setting;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open streams of an HTTP/2 connection, and what they share: the connection's windows and all that is written to it.
 *
 * <p>What is written waits for the end of the read that led to it, or of the event loop's round: what many streams have to say then
 * goes out in one write.
 */
final class Http2Streams {

    /** Streams that the client may have open (RFC 9113 5.1.2). */
    static final int MOST = 100;

    /** The window of the connection; that of each stream is {@link Http2Stream#WINDOW}. */
    private static final int WINDOW = 1 << 20;

    private static final int FIRST_WINDOW = 65_535;

    /**
     * Received and not passed on, of all streams: beyond this the connection's window is not opened. As much as the windows of all streams
     * together: those that wait for their turn at the origin must not hold up the others.
     */
    private static final int HELD_AT_MOST = MOST * Http2Stream.WINDOW;

    /** Waiting to be sent, of all streams: beyond this a stream on which anything waits takes no more. */
    private static final int PENDING_AT_MOST = 512 << 10;

    private final ChannelHandlerContext context;
    private final Arrival arrival;
    private final ClientSocket socket;
    private final FrameWriter writer;
    private final Outflow outflow;
    private final Farewell farewell;
    private final Consumer<Http2Stream> over;
    private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
    private final Runnable flush = this::flushNow;

    private List<Http2Stream> touched = new ArrayList<>();
    private List<Http2Stream> ended = new ArrayList<>();
    private boolean flushPlanned;
    private boolean rechecking;
    private int window = WINDOW;
    private int uncredited;
    private int held;

    /** None yet; {@code over} hears of each that is closed. */
    Http2Streams(ChannelHandlerContext context, Arrival arrival, Forbearance forbearance, Consumer<Http2Stream> over) {
        this.context = context;
        this.arrival = arrival;
        this.over = over;
        this.socket = new ClientSocket(context);
        this.writer = new FrameWriter(context);
        this.outflow = new Outflow(writer, forbearance);
        this.farewell = new Farewell(writer);
    }

    ChannelHandlerContext context() {
        return context;
    }

    Farewell farewell() {
        return farewell;
    }

    FrameWriter writer() {
        return writer;
    }

    Outflow outflow() {
        return outflow;
    }

    Arrival arrival() {
        return arrival;
    }

    long written() {
        return writer.written();
    }

    /** Sends our SETTINGS, which say how large a header list may be. */
    void begin(int maxHeaderList) {
        writer.settings(
                Setting.MAX_CONCURRENT_STREAMS,
                MOST,
                Setting.MAX_HEADER_LIST_SIZE,
                maxHeaderList,
                Setting.ENABLE_CONNECT_PROTOCOL,
                1);
        writer.windowUpdate(0, WINDOW - FIRST_WINDOW);
        flushNow();
    }

    // Streams

    @Nullable
    Http2Stream get(int id) {
        return open.get(id);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean isFull() {
        return open.size() >= MOST;
    }

    Http2Stream open(int id, boolean remoteClosed, boolean toHead) {
        Http2Stream stream = new Http2Stream(this, id, remoteClosed, toHead);
        outflow.open(stream);
        open.put(id, stream);
        return stream;
    }

    /** Resets a stream that is not opened. */
    void refuse(int id, ErrorCode code) {
        writer.reset(id, code);
        flushSoon();
    }

    /** Lets go of a stream that is over; further calls do nothing. */
    void close(Http2Stream stream) {
        if (open.remove(stream.id()) != null) {
            outflow.close(stream);
            over.accept(stream);
        }
    }

    /** Looks at each stream's deadlines. Who opens no window at all for a response did not mean to have one. */
    void sweep(long now, Forbearance forbearance) throws ConnectionException {
        for (Http2Stream stream : new ArrayList<>(open.values())) {
            boolean shut = stream.heldUp() > 0 && stream.taken() == 0;
            if (stream.sweep(now)) {
                if (shut) {
                    throw new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, "a stream's window was never open");
                }
                forbearance.tooSlow(now);
            }
        }
    }

    /** Cuts the streams of clients that policy has come to refuse; all of them if {@code whole}. */
    void recheck(long now, boolean whole) {
        rechecking = true;
        for (Http2Stream stream : new ArrayList<>(open.values())) {
            stream.recheck(now, whole);
        }
        rechecking = false;
        flushSoon();
    }

    /** Cuts all streams. */
    void cutOff() {
        rechecking = true;
        new ArrayList<>(open.values()).forEach(Http2Stream::cutOff);
        rechecking = false;
    }

    /** A stream's client is to get no answer: closes the connection, if it is that client's own, and says whether it does. */
    boolean drops() {
        if (rechecking || arrival.peer().isProxy()) {
            return false;
        }
        context.close();
        return true;
    }

    /** Says goodbye and gives up every stream; {@code then} runs when the goodbye has been sent. */
    void leave(int lastStream, ErrorCode code, Runnable then) {
        if (code != ErrorCode.NO_ERROR || !farewell.isSaid()) {
            writer.goAway(lastStream, code);
        }
        giveUp();
        writer.flush(sent -> then.run());
    }

    /** The connection is closed. */
    void gone() {
        giveUp();
        writer.release();
    }

    private void giveUp() {
        List<Http2Stream> all = new ArrayList<>(open.values());
        all.addAll(ended); // some of which are reset already
        open.clear();
        touched.clear();
        ended.clear();
        for (Http2Stream stream : all) {
            outflow.close(stream);
            stream.connectionGone();
        }
    }

    /** Closes at once; the system lets go of what it holds for the client. */
    void reset() {
        socket.reset();
    }

    boolean shutdownOutput() {
        return socket.shutdownOutput();
    }

    // What is received

    /** Notes bytes that the connection's window counts; says whether it was open for them. */
    boolean receive(int bytes) {
        window -= bytes;
        return window >= 0;
    }

    /** Notes that so many bytes of a stream are held until the origin takes more. */
    void hold(int bytes) {
        held += bytes;
        credit(0);
    }

    /** Notes that so many are held no more. */
    void release(int bytes) {
        held -= bytes;
        credit(0);
    }

    /** Opens the connection's window again by bytes that were received, as long as not too much is held. */
    void credit(int bytes) {
        uncredited += bytes;
        if (uncredited >= WINDOW / 2 && held < HELD_AT_MOST) {
            window += uncredited;
            writer.windowUpdate(0, uncredited);
            uncredited = 0;
            flushSoon();
        }
    }

    /** Notes that something was passed on to a stream's exchange. */
    void touch(Http2Stream stream) {
        touched.add(stream);
    }

    /** All that had arrived has been passed on. */
    void readComplete() {
        List<Http2Stream> all = touched;
        if (!all.isEmpty()) {
            touched = new ArrayList<>();
            all.forEach(Http2Stream::requestReadComplete);
        }
        flushNow();
    }

    // What is sent

    void acknowledgeSettings() {
        writer.settingsAcknowledgement();
    }

    void acknowledgePing(long payload) {
        writer.ping(payload, true);
    }

    void openWindow(int increment) throws ConnectionException {
        outflow.openWindow(increment);
    }

    boolean openWindow(Http2Stream stream, int increment) {
        return outflow.openWindow(stream, increment);
    }

    void initialWindow(long size) throws ConnectionException {
        outflow.initialWindow(size, open.values());
    }

    /** Whether a stream may be given more to send. */
    boolean takesMore(int waiting, int most) {
        return waiting == 0 || waiting < most && outflow.pending() < PENDING_AT_MOST;
    }

    /** Notes that a stream's response has been handed to the channel; the stream hears when it has been sent. */
    void ended(Http2Stream stream) {
        ended.add(stream);
        flushSoon();
    }

    /** Sends what was written, before long. */
    void flushSoon() {
        if (!flushPlanned && context.channel().isActive()) {
            flushPlanned = true;
            context.executor().execute(flush);
        }
    }

    private void flushNow() {
        flushPlanned = false;
        if (!context.channel().isActive()) {
            return;
        }
        do {
            outflow.pump();
            if (ended.isEmpty()) {
                writer.flush(null);
            } else {
                List<Http2Stream> all = ended;
                ended = new ArrayList<>();
                writer.flush(future -> sent(all, future));
            }
        } while (writer.isWritable() && outflow.isReady());
    }

    private void sent(List<Http2Stream> all, ChannelFuture future) {
        if (future.isSuccess()) {
            all.forEach(Http2Stream::responseSent);
        } else {
            all.forEach(Http2Stream::connectionGone);
            context.close();
        }
    }
}
