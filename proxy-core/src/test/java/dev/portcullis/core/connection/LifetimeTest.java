package dev.portcullis.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.connection.Lifetime.Due;
import dev.portcullis.core.settings.Timeouts;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a connection that is over stays open. */
class LifetimeTest {

    private static final long BEGIN = 7;

    @ParameterizedTest
    @CsvSource({"10, 9, NOTHING", "10, 10, CLOSE", "0, 1, NOTHING", "0, 2, CLOSE", "-5, 1, NOTHING", "-5, 2, CLOSE"})
    void lingersAsLongAsItIsToldButTwoSecondsAtLeast(int told, int passed, Due due) {
        Lifetime lifetime = new Lifetime(BEGIN);
        lifetime.linger(Duration.ofSeconds(told), BEGIN);

        assertThat(lifetime.due(BEGIN + Duration.ofSeconds(passed).toNanos(), Timeouts.DEFAULT))
                .isEqualTo(due);
    }
}
