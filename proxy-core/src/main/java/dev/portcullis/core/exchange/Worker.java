package dev.portcullis.core.exchange;

import dev.portcullis.core.accept.ClientConnections;
import dev.portcullis.core.observe.ConnectionRefusal;
import dev.portcullis.core.origin.OriginPools;
import dev.portcullis.core.origin.Origins;
import dev.portcullis.core.site.SiteBuilder;
import dev.portcullis.core.site.Sites;
import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one event loop owns: its clients' connections, its pool of connections to the origin, and the clock that limits
 * both. Used on its event loop only; the totals may be read from anywhere.
 *
 * <p>There is no timer per request: {@link #sweep}, called four times a second, looks at the deadline of each connection.
 */
public final class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final OriginPools pools;
    private final ClientConnections connections;
    private final Set<Member> members = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Recheck recheck = new Recheck(members, this::services);

    private final LongAdder accepted = new LongAdder();
    private final LongAdder open = new LongAdder();
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<ConnectionRefusal, LongAdder> refused = new EnumMap<>(ConnectionRefusal.class);

    private Services services;
    private Sites sites;
    private boolean draining;
    private boolean closesIdle;
    private long dateSecond = Long.MIN_VALUE;
    private String date = "";

    /** A client's connection, as its worker sees it. */
    public interface Member {

        /** Ends what has lasted too long. */
        void sweep(long now);

        /** Closes if policy has come to refuse the client. */
        void recheck(long now);

        /** Closes at once if it serves no request, after the response otherwise. */
        void drain();

        /** Closes at once. */
        void close();
    }

    /**
     * A worker without connections.
     *
     * @param connections of each client, on all workers
     */
    public Worker(Services services, OriginPools pools, ClientConnections connections) {
        this.pools = pools;
        this.connections = connections;
        for (ConnectionRefusal reason : ConnectionRefusal.values()) {
            refused.put(reason, new LongAdder());
        }
        this.services = services;
        this.sites = new Sites(List.of(), null);
    }

    /**
     * Serves these sites from now on, in the way of these services. Connections stay, and so do kept connections to servers
     * that are still of use; exchanges under way keep to what they began with.
     *
     * @param origins the servers of all sites
     */
    public void configure(Services with, Origins origins) {
        services = with;
        sites = new SiteBuilder(origins, pools, with.admissions()).build(with.settings(), with.ticker());
    }

    /** What every exchange needs. */
    public Services services() {
        return services;
    }

    /** The sites that are served. */
    public Sites sites() {
        return sites;
    }

    /** Whether connections are to be closed after their response. */
    public boolean isDraining() {
        return draining;
    }

    /** The value of a Date field (RFC 9110 5.6.7), made once a second. */
    public String date() {
        Instant now = services.clock().now();
        if (now.getEpochSecond() != dateSecond) {
            dateSecond = now.getEpochSecond();
            date = HTTP_DATE.format(now);
        }
        return date;
    }

    /** Takes in a connection that has been accepted. */
    public void add(Member member) {
        members.add(member);
        accepted.increment();
        open.increment();
        if (closesIdle) {
            member.drain();
        }
    }

    /** A connection that is taken in already is another member's from now on. */
    void replace(Member before, Member now) {
        members.remove(before);
        members.add(now);
        if (closesIdle) {
            now.drain();
        }
    }

    /** Lets go of a connection that has closed. */
    public void remove(Member member) {
        if (members.remove(member)) {
            open.decrement();
        }
    }

    /** Ends what has lasted too long. */
    public void sweep(long now) {
        pools.sweep(now);
        new ArrayList<>(members).forEach(member -> member.sweep(now));
    }

    /**
     * Closes the connections of clients that policy has come to refuse, in short turns.
     *
     * @param later has a turn run on the event loop, after what else is to be done there
     */
    public void recheck(Executor later) {
        recheck.begin(later);
    }

    /** Lets requests under way finish and closes everything else. */
    public void drain() {
        draining = true;
        closesIdle = true;
        pools.closeIdle();
        new ArrayList<>(members).forEach(Member::drain);
    }

    /** Closes each connection after its next response: its client learns in time that it is to make another one. */
    public void retire() {
        draining = true;
    }

    /** Closes everything. */
    public void close() {
        new ArrayList<>(members).forEach(Member::close);
        pools.closeIdle();
    }

    /** Clients' connections accepted since the start. */
    public long acceptedCount() {
        return accepted.sum();
    }

    /** Clients' connections that are open. */
    public long openCount() {
        return open.sum();
    }

    /** Requests under way. */
    public long exchangeCount() {
        return exchanges.sum();
    }

    /** Requests that were sent a second time. */
    public long retryCount() {
        return retries.sum();
    }

    /** Connections that were ended for this reason. */
    public long refusedCount(ConnectionRefusal reason) {
        return counter(reason).sum();
    }

    /** A connection is ended for this reason. */
    public void connectionRefused(ConnectionRefusal reason) {
        counter(reason).increment();
    }

    private LongAdder counter(ConnectionRefusal reason) {
        return Objects.requireNonNull(refused.get(reason), "every reason has a counter");
    }

    /** Whether policy refuses the client now. */
    public boolean refuses(IpPrefix client, long now) {
        return services.policy().refuses(client, now);
    }

    /** The connections that each client has open, on all workers. */
    ClientConnections connections() {
        return connections;
    }

    /** A connection failed. What is no failure of the network is a fault of the program. */
    public void connectionFailed(Throwable cause) {
        if (!(cause instanceof IOException || cause.getCause() instanceof SSLException)) {
            log.error("a client's connection failed", cause);
        }
    }

    /** Tells the listener of what was no request. */
    void tell(ExchangeRecord malformed) {
        services.listener().ended(malformed);
    }

    void exchangeBegan() {
        exchanges.increment();
    }

    void exchangeEnded() {
        exchanges.decrement();
    }

    void requestRetried() {
        retries.increment();
    }
}
