package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;

import dev.portcullis.app.report.LiveJson;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live pages that are open: each gets what is happening once a second, as server-sent events (HTML, 9.2). There are few at a time; one
 * that does not take what it is sent is dropped. Lives on the one thread of the administrator's listener, and costs nothing while nobody looks.
 */
final class LiveStreams {

    static final String PATH = "/api/v1/live/stream";
    static final int MOST = 8;
    static final int PATIENCE = 5;

    private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);

    private final Operator operator;
    private final Map<ChannelHandlerContext, Integer> open = new LinkedHashMap<>(); // with the events it has missed
    private @Nullable Future<?> next;

    LiveStreams(Operator operator) {
        this.operator = operator;
    }

    /** Answers with events until the other side goes. */
    void open(ChannelHandlerContext context) {
        if (open.size() >= MOST) {
            String message = "as many live pages are open as there may be: " + MOST;
            AnswerHandler.send(context, Answer.error(SERVICE_UNAVAILABLE, message), false);
            return;
        }
        if (context.pipeline().get(DeadlineHandler.class) != null) {
            context.pipeline().remove(DeadlineHandler.class); // it stays open for as long as it is looked at
        }
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        AnswerHandler.guard(response);
        context.write(response);
        context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event())));
        open.put(context, 0);
        context.channel().closeFuture().addListener(closed -> gone(context));
        if (next == null) {
            next = context.executor().scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        }
    }

    /** Ends all. */
    void end() {
        List.copyOf(open.keySet()).forEach(ChannelHandlerContext::close);
    }

    private void gone(ChannelHandlerContext context) {
        open.remove(context);
        if (open.isEmpty() && next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void tick() {
        try {
            byte[] event = event();
            for (ChannelHandlerContext each : List.copyOf(open.keySet())) {
                send(each, event);
            }
        } catch (RuntimeException e) {
            log.error("live pages could not be told what is happening", e);
        }
    }

    private void send(ChannelHandlerContext context, byte[] event) {
        if (context.channel().isWritable()) {
            open.put(context, 0);
            context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event)));
        } else if (open.merge(context, 1, Integer::sum) >= PATIENCE) {
            context.close();
        }
    }

    private byte[] event() {
        return ("data: " + LiveJson.of(operator.live()) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
