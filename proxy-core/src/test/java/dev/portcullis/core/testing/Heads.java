package dev.portcullis.core.testing;

import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** Heads read from their text. */
public final class Heads {

    private Heads() {}

    /** The request whose head this is. */
    public static RequestHead request(String text) {
        return read(RequestHead.class, new Http1RequestDecoder(Limits.DEFAULT), text);
    }

    /** The response, to a GET, whose head this is. */
    public static ResponseHead response(String text) {
        Http1ResponseDecoder decoder = new Http1ResponseDecoder(Limits.DEFAULT);
        decoder.expect("GET");
        return read(ResponseHead.class, decoder, text);
    }

    private static <T> T read(Class<T> type, ChannelHandler decoder, String text) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        Object first = channel.readInbound();
        channel.finishAndReleaseAll();
        if (!type.isInstance(first)) {
            throw new IllegalArgumentException("not a sound head: " + text + " gives " + first);
        }
        return type.cast(first);
    }
}
