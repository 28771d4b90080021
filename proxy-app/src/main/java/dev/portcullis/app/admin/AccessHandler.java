package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;

import dev.portcullis.app.report.ReportJson;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Lets only who knows the token change anything; on a listener that is reached from elsewhere, only who knows it read anything but whether
 * the program is well, and the page, which holds nothing by itself. Who asks from this machine is told in which file the token is. Stands behind
 * the guard against other web pages.
 */
@Sharable
final class AccessHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Set<String> PUBLIC = Set.of("/healthz", "/readyz");

    private final Access access;

    AccessHandler(Access access) {
        super(false); // what passes is released by the next
        this.access = access;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (isFree(request) || access.admits(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
            context.fireChannelRead(request);
            return;
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        boolean given = request.headers().contains(HttpHeaderNames.AUTHORIZATION);
        request.release();
        String file = isHere(context) ? access.tokenFile() : null;
        String where = file == null ? "admin.token of the configuration" : "the file " + file;
        String message = given
                ? "the token is not the administrator's; it is in " + where
                : "this needs the administrator's token, which is in " + where;
        AnswerHandler.send(
                context,
                Answer.json(UNAUTHORIZED, ReportJson.object(json -> {
                    json.writeStringField("error", message);
                    if (file != null) {
                        json.writeStringField("tokenFile", file);
                    }
                })),
                head);
    }

    private boolean isFree(FullHttpRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        String path = request.uri();
        return reads && (access.isLocal() || PUBLIC.contains(path) || PageFiles.at(path) != null);
    }

    /** Whether it is this machine that asks. */
    private static boolean isHere(ChannelHandlerContext context) {
        return !(context.channel().remoteAddress() instanceof InetSocketAddress peer)
                || peer.getAddress().isLoopbackAddress()
                || context.channel().localAddress() instanceof InetSocketAddress own
                        && own.getAddress().equals(peer.getAddress());
    }
}
