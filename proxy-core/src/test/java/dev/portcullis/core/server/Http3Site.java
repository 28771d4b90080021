package dev.portcullis.core.server;

import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.Listener;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.settings.TlsSettings;
import dev.portcullis.core.settings.TlsSettings.Engine;
import dev.portcullis.core.testing.Pki;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A proxy that speaks HTTP/3 before a site, and what tests of it have in common. */
final class Http3Site {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Said: yes\r\n\r\nok";
    static final Pki PKI = new Pki();

    final Certificates certificates = new Certificates();

    static IpPrefix client(String address) throws IOException {
        return IpPrefix.of(InetAddress.getByName(address));
    }

    /** One that answers nothing, and counts down when its work is cancelled. */
    static ScriptedOrigin hanging(CountDownLatch cancelled) throws IOException {
        return new ScriptedOrigin((head, in, out) -> {
            while (in.read() >= 0) {
                // until it is cancelled
            }
            cancelled.countDown();
            return false;
        });
    }

    RunningProxy proxy(ScriptedOrigin origin) throws Exception {
        return proxy(origin, Transport.AUTO, ClientLimits.DEFAULT);
    }

    RunningProxy proxy(ScriptedOrigin origin, Transport transport, ClientLimits limits) throws Exception {
        return proxy(settings(origin, transport, limits));
    }

    /** One whose clients may take so long for a head, or idle. */
    RunningProxy proxy(ScriptedOrigin origin, Duration header, Duration idle) throws Exception {
        Timeouts all = Timeouts.DEFAULT;
        return proxy(with(
                settings(origin, Transport.AUTO, ClientLimits.DEFAULT),
                new Timeouts(header, idle, all.connect(), all.drain())));
    }

    private RunningProxy proxy(ProxySettings settings) throws Exception {
        if (certificates.of("example.org") == null) {
            certificates.serve(List.of(PKI.certificate("example.org")), Engine.AUTO);
        }
        return new RunningProxy(settings, certificates);
    }

    static ProxySettings settings(ScriptedOrigin origin, Transport transport, ClientLimits limits) {
        ProxySettings all = RunningProxy.settings(
                OriginSettings.of(origin.address()), SiteLimits.DEFAULT, Timeouts.DEFAULT, transport);
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenSettings listen = new ListenSettings(
                List.of(new Listener(free, Listener.Kind.HTTPS)), List.of(), TlsSettings.DEFAULT, true);
        return with(
                new ProxySettings(
                        listen, all.sites(), all.limits(), limits, all.timeouts(), all.loops(), all.banReply()),
                listen);
    }

    static ProxySettings with(ProxySettings all, Timeouts timeouts) {
        return new ProxySettings(
                all.listen(), all.sites(), all.limits(), all.clients(), timeouts, all.loops(), all.banReply());
    }

    static ProxySettings with(ProxySettings all, ListenSettings listen) {
        return new ProxySettings(
                listen, all.sites(), all.limits(), all.clients(), all.timeouts(), all.loops(), all.banReply());
    }
}
