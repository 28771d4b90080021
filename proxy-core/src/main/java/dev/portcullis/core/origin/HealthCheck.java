package dev.portcullis.core.origin;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.proxyprotocol.ProxyHeader;
import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.rules.time.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks one server again and again whether it is well, on a new connection each time. Used on one event loop only. */
public final class HealthCheck {

    private final Origin origin;
    private final HealthSettings settings;
    private final OriginPool pool;
    private long due;
    private @Nullable Question asked;

    /** A check whose first question is due at once. Only for a server whose settings have a path. */
    public HealthCheck(Origin origin, OriginPool.Dialer dialer, Ticker ticker) {
        this.origin = origin;
        this.settings = origin.health();
        this.pool = OriginPool.ofChecks(origin, dialer, ticker);
        this.due = ticker.nanos();
    }

    /** The server that is asked. */
    public Origin origin() {
        return origin;
    }

    /** Asks when it is time to, and gives up a question that has waited for too long. */
    public void sweep(long now) {
        if (asked != null && now - asked.since >= settings.timeout().toNanos()) {
            asked.end("its health check took longer than " + settings.timeout().toMillis() + " ms");
        }
        if (asked == null && now - due >= 0) {
            due = now + settings.interval().toNanos();
            asked = new Question(now);
            pool.acquire(OriginPool.Choice.NEW, "GET", asked, asked);
        }
    }

    /** Gives up the question under way. */
    public void close() {
        if (asked != null) {
            asked.giveUp();
        }
    }

    private ByteBuf request() {
        String host = settings.host().isEmpty() ? origin.authority() : settings.host();
        String head = "GET " + settings.path() + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: Portcullis-health-check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        return Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
    }

    /** One question. It ends once: with a status, a failure or a time-out. */
    private final class Question implements OriginConnection.Sink, OriginPool.Waiter {

        final long since;
        private @Nullable OriginConnection connection;
        private boolean over;

        Question(long since) {
            this.since = since;
        }

        @Override
        public void connected(OriginConnection made) {
            connection = made;
            if (over) {
                made.cancel();
                return;
            }
            if (origin.proxyProtocol() != ProxyProtocol.OFF) {
                made.write(ProxyHeader.local(origin.proxyProtocol()));
            }
            made.write(request());
            made.requestWritten();
            made.flush();
            made.read();
        }

        @Override
        public void refused(Throwable cause) {
            end("its health check got no connection: " + cause.getMessage());
        }

        @Override
        public void head(ResponseHead head) {
            if (head.isInformational()) {
                return;
            }
            end(head.status() < 400 ? "" : "its health check got " + head.status());
        }

        @Override
        public void content(ByteBuf content) {
            content.release();
        }

        @Override
        public void ended(BodyEnd end) {
            connection = null;
        }

        @Override
        public void broken(boolean untouched, String reason) {
            connection = null;
            end("its health check got no answer: " + reason);
        }

        @Override
        public void readComplete() {
            if (connection != null) {
                connection.read();
            }
        }

        @Override
        public void writabilityChanged() {}

        void end(String failure) {
            if (over) {
                return;
            }
            if (failure.isEmpty()) {
                origin.checkPassed();
            } else {
                origin.checkFailed(failure);
            }
            giveUp();
        }

        void giveUp() {
            over = true;
            asked = null;
            if (connection != null) {
                connection.cancel();
                connection = null;
            }
        }
    }
}
