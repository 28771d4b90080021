package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is made of the times seen under one limit. */
class SpanTest {

    private static Span seen(int busy, Duration each) {
        Span span = new Span();
        span.passed(Duration.ofSeconds(1).toNanos(), busy);
        for (int i = 0; i < 100; i++) {
            span.answered((double) each.toNanos());
        }
        return span;
    }

    /** 8/6² is less than 4/4²: a third more throughput is not worth half as much time again. */
    @Test
    void powerWeighsThroughputAgainstTime() {
        Span few = seen(4, Duration.ofMillis(40));
        Span many = seen(8, Duration.ofMillis(60));

        assertThat(many.logPower()).isLessThan(few.logPower());
    }

    @Test
    void timesThatNobodyFeelsWeighNothing() {
        Span few = seen(4, Duration.ofNanos(400_000));
        Span many = seen(8, Duration.ofNanos(600_000));

        assertThat(many.logPower()).isGreaterThan(few.logPower());
    }

    @Test
    void aLongerTimeForTheSameThroughputIsNoGain() {
        Span few = seen(4, Duration.ofNanos(400_000));
        Span many = seen(8, Duration.ofNanos(800_000));

        assertThat(many.logPower()).isCloseTo(few.logPower(), offset(1e-9));
    }
}
