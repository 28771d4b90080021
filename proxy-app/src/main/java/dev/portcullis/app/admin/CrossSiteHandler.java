package dev.portcullis.app.admin;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.client.AddressText;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a web page made through the administrator's browser, which reaches this listener on behalf of any page:
 *
 * <ul>
 *   <li>a page whose name was pointed at 127.0.0.1 (DNS rebinding) sends its name as Host: on loopback only loopback is served;
 *   <li>a page elsewhere may send a form or a script's request: browsers then send Origin with another host than this one's,
 *       Sec-Fetch-Site (Fetch Metadata), or a media type that a form can have.
 * </ul>
 *
 * <p>A link from elsewhere to the live page, which holds nothing by itself and can't be framed, is followed. Stands behind the
 * aggregator and before whatever answers.
 */
@Sharable
final class CrossSiteHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final List<String> OWN_SITES = List.of("same-origin", "none");

    private final boolean local;

    /**
     * A guard of a listener.
     *
     * @param local whether it listens on a loopback address: then Host must name one
     */
    CrossSiteHandler(boolean local) {
        super(false); // what passes is released by the next
        this.local = local;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Answer refusal = refusal(request);
        if (refusal == null) {
            context.fireChannelRead(request);
        } else {
            boolean head = request.method().equals(HttpMethod.HEAD);
            request.release();
            AnswerHandler.send(context, refusal, head);
        }
    }

    private @Nullable Answer refusal(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Answer.error(BAD_REQUEST, "the request is malformed or too large");
        }
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return Answer.error(BAD_REQUEST, "one Host header is wanted");
        }
        if (local && !isLoopback(hosts.get(0))) {
            return Answer.error(FORBIDDEN, "the Host header must name this machine: localhost, 127.0.0.1 or [::1]");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(hosts.get(0))) {
            return Answer.error(
                    FORBIDDEN, "other web pages may ask nothing here: the Origin header names another host");
        }
        String site = headers.get("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site) && !isLinkToPage(request)) {
            return Answer.error(FORBIDDEN, "other web pages may ask nothing here: Sec-Fetch-Site is " + site);
        }
        if (request.method().equals(HttpMethod.POST) && !isJson(headers.get(HttpHeaderNames.CONTENT_TYPE, ""))) {
            return Answer.error(UNSUPPORTED_MEDIA_TYPE, "the Content-Type must be application/json");
        }
        return null;
    }

    private static boolean isLinkToPage(FullHttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.uri().equals("/")
                && "navigate".equals(request.headers().get("Sec-Fetch-Mode"))
                && "document".equals(request.headers().get("Sec-Fetch-Dest"));
    }

    private static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().equalsIgnoreCase("application/json");
    }

    /** Whether a Host header (RFC 9110 7.2) names the loopback interface, with any port or none. */
    private static boolean isLoopback(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end > 0 && isPortOrNothing(host.substring(end + 1)) && isLoopbackAddress(host.substring(1, end));
        }
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return isPortOrNothing(host.substring(name.length()))
                && (name.toLowerCase(Locale.ROOT).equals("localhost") || isLoopbackAddress(name));
    }

    private static boolean isLoopbackAddress(String text) {
        IpPrefix address = AddressText.parse(text);
        return address != null && address.address().isLoopbackAddress();
    }

    private static boolean isPortOrNothing(String text) {
        return text.isEmpty() || text.matches(":\\d{1,5}");
    }
}
