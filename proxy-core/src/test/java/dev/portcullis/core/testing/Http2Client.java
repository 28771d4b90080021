package dev.portcullis.core.testing;

import dev.portcullis.core.testing.EmbeddedProxy.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of HTTP/2 that sends what it is told to, and reads what comes as frames. */
public final class Http2Client {

    private static final String[] TYPES = {
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH_PROMISE",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION"
    };

    /** The near end of its connection. */
    public final End end;

    private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
    private String unread = "";

    /**
     * A frame that came.
     *
     * @param text its payload; header lists as lines, numbers of four octets in decimal
     */
    public record Frame(String type, int flags, int stream, String text) {

        /** Whether it ends its stream. */
        public boolean endsStream() {
            return (flags & Http2Frames.END_STREAM) != 0;
        }

        @Override
        public String toString() {
            return type + " " + stream + (flags == 0 ? "" : " +" + flags) + (text.isEmpty() ? "" : " " + text);
        }
    }

    Http2Client(End end) {
        this.end = end;
    }

    /** Begins the connection, with these settings. */
    public Http2Client begin(long... settings) {
        return send(Http2Frames.PREFACE + Http2Frames.settings(settings) + Http2Frames.frame(4, 1, 0, ""));
    }

    /** Sends octets. */
    public Http2Client send(String octets) {
        end.receive(octets);
        return this;
    }

    /** What came since it was last asked, but for what begins every connection. */
    public List<Frame> frames() {
        unread += end.sent();
        List<Frame> frames = new ArrayList<>();
        while (unread.length() >= 9) {
            int length = (int) Http2Frames.number(unread.substring(0, 3));
            if (unread.length() < 9 + length) {
                break;
            }
            Frame frame = frame(unread.substring(3, 9), unread.substring(9, 9 + length));
            unread = unread.substring(9 + length);
            if (!frame.type.equals("SETTINGS") && !(frame.type.equals("WINDOW_UPDATE") && frame.stream == 0)) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** The same as text, one after the other. */
    public String heard() {
        StringBuilder text = new StringBuilder();
        frames().forEach(frame -> text.append(frame).append('\n'));
        return text.toString();
    }

    private Frame frame(String header, String payload) {
        int type = header.charAt(0);
        int stream = (int) Http2Frames.number(header.substring(2));
        String text = payload;
        if (type == 1) {
            text = lines(stream, payload);
        } else if (type == 3 || type == 8) {
            text = String.valueOf(Http2Frames.number(payload));
        } else if (type == 7) {
            text = Http2Frames.number(payload.substring(0, 4)) + " " + Http2Frames.number(payload.substring(4, 8));
        }
        return new Frame(TYPES[type], header.charAt(1), stream, text);
    }

    private String lines(int stream, String block) {
        ByteBuf octets = Unpooled.copiedBuffer(block, StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder();
        try {
            hpack.decodeHeaders(stream, octets).forEach(field -> text.append(field.getKey())
                    .append(": ")
                    .append(field.getValue())
                    .append('|'));
        } catch (Http2Exception e) {
            throw new AssertionError("a header block that can't be decoded", e);
        }
        return text.toString();
    }
}
