package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;

import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.time.Ticker;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only who knows the token change anything; on a listener that is reached from elsewhere, only who knows it read anything but whether
 * the program is well, and the page, which holds nothing by itself. Who asks from this machine is told in which file the token is; who
 * tries many wrong ones has to wait ({@link WrongTokens}). Stands behind the guard against other web pages.
 */
@Sharable
final class AccessHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Set<String> PUBLIC = Set.of("/healthz", "/readyz");

    private final Supplier<Access> wanted;
    private final Ticker ticker;
    private final WrongTokens wrongTokens = new WrongTokens();

    AccessHandler(Supplier<Access> wanted, Ticker ticker) {
        super(false); // what passes is released by the next
        this.wanted = wanted;
        this.ticker = ticker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Access access = wanted.get();
        Answer refusal = isFree(request, access)
                ? null
                : refusal(context, access, request.headers().get(HttpHeaderNames.AUTHORIZATION));
        if (refusal == null) {
            context.fireChannelRead(request);
            return;
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        request.release();
        AnswerHandler.send(context, refusal, head);
    }

    private @Nullable Answer refusal(ChannelHandlerContext context, Access access, @Nullable String given) {
        if (given == null) {
            return unauthorized(context, access, "this needs the administrator's token, which is in ");
        }
        IpPrefix peer = peer(context);
        if (wrongTokens.mustWait(peer, ticker.nanos())) {
            return Answer.error(TOO_MANY_REQUESTS, "too many wrong tokens came from " + peer + ": wait for a second");
        }
        if (access.admits(given)) {
            return null;
        }
        wrongTokens.wrong(peer, ticker.nanos());
        return unauthorized(context, access, "the token is not the administrator's; it is in ");
    }

    private static Answer unauthorized(ChannelHandlerContext context, Access access, String message) {
        String file = isHere(context) ? access.tokenFile() : null;
        String where = file == null ? "admin.token of the configuration" : "the file " + file;
        return Answer.json(UNAUTHORIZED, ReportJson.object(json -> {
            json.writeStringField("error", message + where);
            if (file != null) {
                json.writeStringField("tokenFile", file);
            }
        }));
    }

    /** Whom a wrong token is held against. What has no address is this machine. */
    private static IpPrefix peer(ChannelHandlerContext context) {
        return IpPrefix.of(
                context.channel().remoteAddress() instanceof InetSocketAddress peer
                        ? peer.getAddress()
                        : InetAddress.getLoopbackAddress());
    }

    private static boolean isFree(FullHttpRequest request, Access access) {
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
