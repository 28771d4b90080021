package dev.portcullis.core.origin;

import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.core.settings.OriginTls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server behind, as all event loops see it: where it is, whether it is up, how many requests it serves. Any thread may
 * call it.
 */
public final class Origin {

    private static final Logger log = LoggerFactory.getLogger(Origin.class);

    private final SocketAddress configured;
    private final String name;
    private final String id;
    private final ServerAddress address;
    private final HealthSettings health;
    private final ProxyProtocol proxyProtocol;
    private final @Nullable OriginTls tls;
    private final AtomicInteger active = new AtomicInteger();
    private final IdleConnections idle = new IdleConnections();

    private volatile boolean up = true;
    private volatile int unanswered;
    private int checksFailed;
    private int checksPassed;
    private volatile long tryAgainAt;

    /** A server that is up until something else is seen, and gets no PROXY header. Looks its name up, if it has one: blocks. */
    public Origin(SocketAddress configured, HealthSettings health) {
        this(configured, health, ProxyProtocol.OFF, null);
    }

    /** A server that is up until something else is seen. Looks its name up, if it has one: blocks. */
    public Origin(
            SocketAddress configured, HealthSettings health, ProxyProtocol proxyProtocol, @Nullable OriginTls tls) {
        this.tls = tls;
        this.proxyProtocol = proxyProtocol;
        this.configured = configured;
        this.name = nameOf(configured);
        this.id = String.format("%08x", name.hashCode() * 0x9E3779B9);
        this.address = new ServerAddress(configured);
        this.health = health;
    }

    /** Where it listens, as people write it: {@code 127.0.0.1:8080} or {@code unix:/run/site.sock}. */
    public String name() {
        return name;
    }

    /** An address as people write it. */
    public static String nameOf(SocketAddress server) {
        if (server instanceof InetSocketAddress internet) {
            String host = internet.getHostString();
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + internet.getPort();
        }
        return "unix:" + server;
    }

    /** What stands in the Host field of a request that names no host. */
    public String authority() {
        if (!(configured instanceof InetSocketAddress)) {
            return "localhost";
        }
        String standard = tls == null ? ":80" : ":443";
        return name().endsWith(standard) ? name().substring(0, name().length() - standard.length()) : name();
    }

    /** The host in its address, as the configuration says it; {@code localhost} of a socket of the file system. */
    public String host() {
        return configured instanceof InetSocketAddress internet ? internet.getHostString() : "localhost";
    }

    /** How TLS is spoken with it; null when it is not. */
    public @Nullable OriginTls tls() {
        return tls;
    }

    /** With the scheme before it where that is not http: {@code https://127.0.0.1:8443}. */
    public String url() {
        return tls == null ? name : "https://" + name;
    }

    /** What stands for it in a cookie: the same after a restart and on another machine, and no address. */
    public String id() {
        return id;
    }

    /** Where it listens just now. */
    public SocketAddress address() {
        return address.get();
    }

    /** Looks its name up again. Blocks. */
    public void refreshAddress() {
        address.refresh();
    }

    /** Which header it expects at the beginning of each connection. */
    public ProxyProtocol proxyProtocol() {
        return proxyProtocol;
    }

    /** How it is watched. */
    public HealthSettings health() {
        return health;
    }

    /** Whether it is taken for well. */
    public boolean isUp() {
        return up;
    }

    /** Requests that it serves, or is to, just now. */
    public int active() {
        return active.get();
    }

    /** The connections that are kept for its next requests. */
    IdleConnections idle() {
        return idle;
    }

    /** Connections to it, or begun, on all event loops: those that serve and those that are kept. */
    int open() {
        return active.get() + idle.size();
    }

    /** Whether a request may go there now: always while it is up, now and then to try it while it is down. */
    boolean takes(long now) {
        return up || health.path().isEmpty() && now - tryAgainAt >= 0;
    }

    /** Notes that a request goes there: if it is down, no other one is to try it for a while. */
    void taken(long now) {
        if (!up) {
            tryAgainAt = now + health.interval().toNanos();
        }
    }

    /** It gave an answer to a visitor. */
    void answered() {
        if (unanswered != 0) {
            recovered();
        }
    }

    private synchronized void recovered() {
        unanswered = 0;
        if (!up && health.path().isEmpty()) {
            rise();
        }
    }

    /** A visitor's request had no answer: no connection could be made, or it broke before. */
    synchronized void unanswered(long now, String why) {
        unanswered = Math.min(unanswered + 1, health.fall());
        if (unanswered == health.fall()) {
            fall(why);
        }
        tryAgainAt = now + health.interval().toNanos();
    }

    /** A check failed. */
    synchronized void checkFailed(String why) {
        checksPassed = 0;
        checksFailed = Math.min(checksFailed + 1, health.fall());
        if (checksFailed == health.fall()) {
            fall(why);
        }
    }

    /** A check passed. */
    synchronized void checkPassed() {
        checksFailed = 0;
        checksPassed = Math.min(checksPassed + 1, health.rise());
        if (!up && checksPassed == health.rise()) {
            unanswered = 0;
            rise();
        }
    }

    private void fall(String why) {
        checksPassed = 0;
        if (up) {
            up = false;
            log.warn("{} is down: {}", name(), why);
        }
    }

    private void rise() {
        up = true;
        log.info("{} is up again", name());
    }

    void begin() {
        active.incrementAndGet();
    }

    void end() {
        active.decrementAndGet();
    }
}
