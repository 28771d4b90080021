package dev.portcullis.app.live;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final long SECOND = 1_000_000_000L;
    private static final IpPrefix BOT = address("192.0.2.66");

    private final Traffic traffic = new Traffic(0);
    private long now;

    @Test
    void aSecondIsToldByHowItsRequestsEnded() {
        end(new FakeExchange());
        end(new FakeExchange().outcome(new Outcome(Ending.SERVED, 503, 0, 0, 1)));
        end(new FakeExchange().outcome(new Outcome(Ending.SHED, 503, 0, 0, 0)));
        end(new FakeExchange()
                .outcome(new Outcome(Ending.REFUSED, 403, 0, 0, 0))
                .verdict(new Verdict.Deny("x")));
        traffic.tick(now += SECOND / 2);

        Second second = traffic.seconds().get(0);
        assertThat(second.requests()).isEqualTo(8);
        assertThat(second.failed()).isEqualTo(2);
        assertThat(second.shed()).isEqualTo(2);
        assertThat(second.refused()).isEqualTo(2);
    }

    @Test
    void latenciesAreToldAtMostAnEighthTooHigh() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.add(millis * 1_000_000L);
        }

        assertThat(latencies.quantile(.5)).isBetween(.5, .5 * 1.13);
        assertThat(latencies.quantile(.95)).isBetween(.95, .95 * 1.13);
        assertThat(new Latencies().quantile(.5)).isZero();
        latencies.add(Long.MAX_VALUE);
        latencies.add(-1);
        assertThat(latencies.quantile(1)).isCloseTo(9.2e9, within(1.2e9));
    }

    @Test
    void theBusiestAreThereAmongAFloodOfOthersAndNeverWithTooMuch() {
        for (int i = 0; i < 20_000; i++) {
            end(new FakeExchange().from(IpPrefix.of(bytes(i)), BOT));
            if (i % 20 == 0) {
                end(new FakeExchange().from(BOT, BOT));
            }
            if (i % 1000 == 999) {
                traffic.tick(now += SECOND);
            }
        }

        ClientFigures first = traffic.clients(3, List.of()).busiest().get(0);
        assertThat(first.client()).isEqualTo(BOT);
        assertThat(first.requests()).isBetween(900L, 1000L);
    }

    @Test
    void whoIsAskedForIsToldToo() {
        end(new FakeExchange().from(BOT, BOT).headers(null, "curl/8.1"));
        traffic.tick(now += SECOND);

        assertThat(traffic.clients(0, List.of(BOT, address("192.0.2.1"))).others())
                .singleElement()
                .satisfies(figures -> assertThat(figures.sample().agent()).isEqualTo("curl/8.1"));
    }

    @Test
    void whatIsOverAMinuteAgoIsForgotten() {
        end(new FakeExchange().from(BOT, BOT));
        for (int i = 0; i < 75; i++) {
            traffic.tick(now += SECOND);
        }

        assertThat(traffic.clients(5, List.of()).busiest()).isEmpty();
        assertThat(traffic.seconds()).hasSize(75);
    }

    private void end(FakeExchange exchange) {
        traffic.ended(exchange);
    }

    private static java.net.InetAddress bytes(int i) {
        try {
            return java.net.InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
