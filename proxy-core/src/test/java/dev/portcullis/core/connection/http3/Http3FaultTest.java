package dev.portcullis.core.connection.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Http3FaultTest {

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new IOException("reset"), Http3Fault.CANCELLED),
                Arguments.of(new DecoderException(new IOException("reset")), Http3Fault.CANCELLED),
                Arguments.of(new Http3Exception(Http3ErrorCode.H3_MESSAGE_ERROR, "x"), Http3Fault.MALFORMED),
                Arguments.of(new DecoderException("x"), Http3Fault.MALFORMED),
                Arguments.of(new IllegalArgumentException("of a field"), Http3Fault.MALFORMED),
                Arguments.of(new IndexOutOfBoundsException("cut off"), Http3Fault.MALFORMED),
                Arguments.of(new Http3Exception(Http3ErrorCode.H3_FRAME_UNEXPECTED, "x"), Http3Fault.OF_THE_CONNECTION),
                Arguments.of(
                        new DecoderException(new Http3Exception(Http3ErrorCode.QPACK_DECOMPRESSION_FAILED, "x")),
                        Http3Fault.OF_THE_CONNECTION),
                Arguments.of(new IllegalStateException("a fault"), Http3Fault.OF_THE_PROGRAM),
                Arguments.of(new OutOfMemoryError("x"), Http3Fault.OF_THE_PROGRAM));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void tellsWhoseFaultItIs(Throwable cause, Http3Fault expected) {
        assertThat(Http3Fault.of(cause)).isEqualTo(expected);
    }
}
