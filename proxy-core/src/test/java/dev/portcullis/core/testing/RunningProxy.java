package dev.portcullis.core.testing;

import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.Limits;
import dev.portcullis.core.settings.ListenSettings;
import dev.portcullis.core.settings.LoopSettings;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A whole proxy on loopback, before one origin, with one event loop and a policy that is told what to say. */
public final class RunningProxy implements AutoCloseable {

    /** What it asks. */
    public final FakePolicy policy = new FakePolicy();

    /** What it told its listener. */
    public final BlockingQueue<FinishedExchange> finished = new LinkedBlockingQueue<>();

    private final ProxyServer server;

    /** A proxy with every default. */
    public RunningProxy(InetSocketAddress origin) throws IOException {
        this(origin, Timeouts.DEFAULT, Transport.AUTO);
    }

    /** A proxy with these timeouts, on this transport. */
    public RunningProxy(InetSocketAddress origin, Timeouts timeouts, Transport transport) throws IOException {
        this(settings(OriginSettings.of(origin), SiteLimits.DEFAULT, timeouts, transport));
    }

    /** A proxy with these settings. */
    public RunningProxy(ProxySettings settings) throws IOException {
        this(settings, new Certificates());
    }

    /** A proxy with these settings, that serves these certificates. */
    public RunningProxy(ProxySettings settings, Certificates certificates) throws IOException {
        this(settings, certificates, Challenges.NONE);
    }

    /** A proxy with these settings, that serves these certificates and answers these challenges. */
    public RunningProxy(ProxySettings settings, Certificates certificates, Challenges challenges) throws IOException {
        server = ProxyServer.start(
                settings,
                new ProxyServer.Parts(
                        policy,
                        policy,
                        new FakeAdmission(),
                        finished::add,
                        Ticker.system(),
                        WallClock.system(),
                        certificates,
                        challenges));
    }

    /** Settings for one site, on a free port and one event loop. */
    public static ProxySettings settings(
            OriginSettings origin, SiteLimits limits, Timeouts timeouts, Transport transport) {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new ProxySettings(
                new ListenSettings(List.of(listen), List.of()),
                new SitesSettings(List.of(), new SiteSettings("", List.of(), origin, limits), false),
                Limits.DEFAULT,
                ClientLimits.DEFAULT,
                timeouts,
                new LoopSettings(transport, 1),
                ProxySettings.BanReply.DENY);
    }

    /** The server itself. */
    public ProxyServer server() {
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.addresses().get(0);
    }

    /** A client that has just connected. */
    public RawClient client() throws IOException {
        return new RawClient(address());
    }

    @Override
    public void close() {
        server.stop();
    }
}
