package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each request from the {@link AdminApi} and closes the connection. Stands last, behind the guard. */
@Sharable
final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger log = LoggerFactory.getLogger(AnswerHandler.class);

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private final AdminApi api;
    private final LiveStreams streams;

    AnswerHandler(AdminApi api, LiveStreams streams) {
        this.api = api;
        this.streams = streams;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (request.method().equals(HttpMethod.GET) && request.uri().equals(LiveStreams.PATH)) {
            streams.open(context);
            return;
        }
        CompletableFuture<Answer> asked = ask(request);
        if (asked.isDone()) {
            send(context, asked.join(), head);
            return;
        }
        if (context.pipeline().get(DeadlineHandler.class) != null) {
            context.pipeline().remove(DeadlineHandler.class); // it is we who take the time now
        }
        asked.thenAcceptAsync(answer -> send(context, answer, head), context.executor());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.error("admin listener: a connection failed", cause);
        }
        context.close();
    }

    /** Sends an answer, without its body to HEAD, and closes the connection. */
    static void send(ChannelHandlerContext context, Answer answer, boolean head) {
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), answer.body());
        int length = body.readableBytes();
        if (head) {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        guard(response);
        if (answer.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (answer.status().equals(HttpResponseStatus.TOO_MANY_REQUESTS)) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Adds what keeps a browser from doing more with an answer than showing it to who asked. */
    static void guard(HttpResponse response) {
        response.headers()
                .set("X-Content-Type-Options", "nosniff")
                .set("Content-Security-Policy", POLICY)
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("X-Frame-Options", "DENY");
    }

    private CompletableFuture<Answer> ask(FullHttpRequest request) {
        try {
            String body = request.content().toString(StandardCharsets.UTF_8);
            return api.ask(request.method().name(), request.uri(), body).exceptionally(AnswerHandler::failed);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static Answer failed(Throwable e) {
        log.error("admin listener: a request failed", e);
        return Answer.error(INTERNAL_SERVER_ERROR, "this request failed; the log says why");
    }
}
