package dev.portcullis.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.settings.HealthSettings;
import dev.portcullis.core.settings.PoolSettings;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two event loops with connections to one server. */
class SharedServerTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @AutoClose
    private final EmbeddedProxy servers = new EmbeddedProxy();

    private final Origin origin = new Origin(EmbeddedProxy.server("origin.test"), HealthSettings.DEFAULT);
    private final OriginPool one = pool(2);
    private final OriginPool other = pool(2);

    private OriginPool pool(int maxIdle) {
        PoolSettings settings = new PoolSettings(maxIdle, Duration.ofSeconds(4));
        return new OriginPool(origin, settings, servers::dial, servers.time, servers.totals);
    }

    /** Sends a request, and gives back the server's end of its connection. */
    private End ask(OriginPool pool) {
        Client client = new Client();
        pool.acquire(OriginPool.Choice.ANY, "GET", client, client);
        return client.end(servers);
    }

    @Test
    void oneLoopsIdleConnectionGoesWhenAnotherLoopNeedsOneAndNoMoreAreToBeOpen() {
        End first = ask(one);
        End second = ask(one);
        first.receive(OK);
        second.receive(OK);
        assertThat(servers.totals.idle()).isEqualTo(2);

        End third = ask(other);

        assertThat(first.channel.isActive()).as("idle for longest").isFalse();
        assertThat(second.channel.isActive()).isTrue();
        assertThat(third.channel.isActive()).isTrue();
        assertThat(servers.totals.idle()).isEqualTo(1);
        assertThat(origin.open()).isEqualTo(2);
    }

    @Test
    void nothingIsKeptWhileAsManyServeOnAnotherLoop() {
        ask(one);
        ask(one);
        End third = ask(other);

        third.receive(OK);

        assertThat(third.channel.isActive()).isFalse();
        assertThat(servers.totals.idle()).isZero();
        assertThat(servers.totals.active()).isEqualTo(2);
    }

    @Test
    void whatAnotherLoopHasClosedIsNotUsed() {
        OriginPool onlyOne = pool(1);
        End kept = ask(onlyOne);
        kept.receive(OK);
        OriginConnection taken = origin.idle().takeOldest();
        assertThat(taken).isNotNull();

        End next = ask(onlyOne);

        assertThat(next).isNotSameAs(kept);
        assertThat(kept.channel.isActive()).isFalse();
        assertThat(servers.totals.idle()).isZero();
    }

    @Test
    void theCheckOfAServerClosesNothing() {
        End kept = ask(one);
        kept.receive(OK);

        ask(OriginPool.ofChecks(origin, servers::dial, servers.time));

        assertThat(kept.channel.isActive()).isTrue();
    }

    /** Sends one request, and takes no notice of the answer. */
    private static final class Client implements OriginPool.Waiter, OriginConnection.Sink {

        private @Nullable OriginConnection connection;

        End end(EmbeddedProxy servers) {
            return servers.origins.stream()
                    .filter(end -> end.channel.pipeline().get(OriginConnection.class) == connection)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void connected(OriginConnection made) {
            connection = made;
            made.requestWritten();
            made.read();
        }

        @Override
        public void refused(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void content(ByteBuf content) {
            content.release();
        }

        @Override
        public void ended(BodyEnd end) {}

        @Override
        public void broken(boolean untouched, String reason) {}

        @Override
        public void readComplete() {}

        @Override
        public void writabilityChanged() {}
    }
}
