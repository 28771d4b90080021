package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.http.FieldName;
import dev.portcullis.core.http.HttpVersion;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.reply.Reply;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What Portcullis answers by itself though policy would let it through, and what it adds to answers: all for the sake of https. */
final class OwnAnswer {

    private static final String CHALLENGE = "/.well-known/acme-challenge/";
    private static final String HSTS = "Strict-Transport-Security";
    private static final int HTTPS_PORT = 443;
    private static final String ALT_SVC = "Alt-Svc";
    private static final int ALT_SVC_SECONDS = 3600;

    private OwnAnswer() {}

    /**
     * The answer to the challenge of a certificate authority; null when it is none, or not one of this program's. Policy is not asked:
     * authorities come from where they like, be it an address that is banned, and who does not know a token gets nothing by this.
     */
    static @Nullable Reply toAuthority(RequestHead request, Services services) {
        String target = request.target().originForm();
        byte[] answer = target.startsWith(CHALLENGE)
                ? services.challenges().answer(target.substring(CHALLENGE.length()))
                : null;
        return answer == null ? null : Reply.plain(answer);
    }

    /** The answer to a request; null for nearly all, which the origin answers. */
    static @Nullable Reply to(RequestHead request, Hop hop, Services services) {
        ListenSettings listen = services.settings().listen();
        String target = request.target().originForm();
        if (target.startsWith(CHALLENGE) || !listen.tls().https().redirect() || isHttps(request, hop)) {
            return null;
        }
        String host = request.target().host();
        return host.isEmpty() || !target.startsWith("/")
                ? null
                : Reply.redirect("https://" + host + port(listen) + target);
    }

    /** Whether the client itself speaks TLS, be it with a proxy before this one. */
    private static boolean isHttps(RequestHead request, Hop hop) {
        return hop.scheme().equals("https")
                || hop.trusted() && "https".equalsIgnoreCase(request.fields().first(FieldName.X_FORWARDED_PROTO));
    }

    private static String port(ListenSettings listen) {
        for (Listener listener : listen.listeners()) {
            if (listener.kind() == Listener.Kind.HTTPS) {
                int port = listener.address().getPort();
                return port == HTTPS_PORT ? "" : ":" + port;
            }
        }
        return "";
    }

    /** The head of a response with the word that this host is asked by https only, where that is wanted and the origin does not say it. */
    static ResponseHead withHsts(ResponseHead head, Hop hop, Services services) {
        Duration hsts = services.settings().listen().tls().https().hsts();
        if (hsts.isZero()
                || !hop.scheme().equals("https")
                || !head.fields().joined("strict-transport-security", ", ").isEmpty()) {
            return head;
        }
        return head.with(HSTS, "max-age=" + hsts.toSeconds());
    }

    /**
     * The head of a response with the word that this host is asked by HTTP/3 as well (RFC 7838), where it is and the origin names no other
     * service. It is no business of a proxy that asks for others.
     */
    static ResponseHead withAltSvc(ResponseHead head, RequestHead request, Hop hop, int port, Services services) {
        boolean tells = services.settings().listen().http3()
                && hop.scheme().equals("https")
                && !hop.trusted()
                && request.version() != HttpVersion.HTTP_3
                && !head.fields().has("alt-svc");
        return tells ? head.with(ALT_SVC, "h3=\":" + port + "\"; ma=" + ALT_SVC_SECONDS) : head;
    }
}
