package dev.portcullis.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A leak does fail: classes that leak, and that don't, are run as any other is. */
class LeakWatchTest {

    static final class Leaking {

        @Test
        void leaks() {
            ByteBufAllocator.DEFAULT.directBuffer(1).touch("forgotten here");
        }
    }

    static final class LeakingSlice {

        @Test
        void leaks() {
            ByteBuf whole = ByteBufAllocator.DEFAULT.directBuffer(8).writeLong(1);
            whole.readRetainedSlice(1);
            whole.release();
        }
    }

    static final class Tidy {

        @Test
        void releases() {
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
    }

    static final class LeakingProperty {

        @Property(tries = 1)
        void leaks() {
            ByteBufAllocator.DEFAULT.directBuffer(1);
        }
    }

    static final class TidyProperty {

        @Property(tries = 1)
        void releases() {
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
    }

    @Test
    void aForgottenBufferFailsItsClass() {
        assertThat(failure("junit-jupiter", Leaking.class))
                .contains("1 never released")
                .contains("forgotten here");
    }

    @Test
    void aForgottenSliceFailsItsClass() {
        assertThat(failure("junit-jupiter", LeakingSlice.class)).contains("never released");
    }

    @Test
    void aForgottenBufferFailsItsProperty() {
        assertThat(failure("jqwik", LeakingProperty.class)).contains("1 never released");
    }

    @ParameterizedTest
    @ValueSource(classes = {Tidy.class, TidyProperty.class})
    void whatReleasesPasses(Class<?> tidy) {
        String engine = tidy == Tidy.class ? "junit-jupiter" : "jqwik";
        assertThat(run(engine, tidy).allEvents().failed().count()).isZero();
        assertThat(run(engine, tidy).testEvents().succeeded().count()).isEqualTo(1);
    }

    private static String failure(String engine, Class<?> type) {
        return run(engine, type).allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class))
                .map(result -> result.getThrowable().map(Throwable::getMessage).orElse(""))
                .reduce("", String::concat);
    }

    private static EngineExecutionResults run(String engine, Class<?> type) {
        return EngineTestKit.engine(engine)
                .enableImplicitConfigurationParameters(true)
                .selectors(selectClass(type))
                .execute();
    }
}
