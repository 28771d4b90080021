package dev.portcullis.core.http1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkedBodyReaderTest {

    private final ChunkedBodyReader reader = new ChunkedBodyReader(new RequestSyntax(), Limits.DEFAULT);

    private static ByteBuf buffer(String text) {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer();
        buffer.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        return buffer;
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "05, 5", "a, 10", "A, 10", "1F, 31", "000000000000000a, 10", "00000000000000Ff, 255"})
    void readsASizeOfUpTo16Digits(String size, int length) throws MalformedMessageException {
        ByteBuf in = buffer(size + "\r\n" + "x".repeat(length) + "\r\n0\r\n\r\n");
        ByteBuf content = requireNonNull(reader.next(in), "content");
        assertThat(content.readableBytes()).isEqualTo(length);
        content.release();
        assertThat(reader.next(in)).isNull();
        assertThat(reader.end()).isEqualTo(BodyEnd.PLAIN);
        in.release();
    }

    @Test
    void passesOnWhatThereIsOfALargeChunkWithoutACopy() throws MalformedMessageException {
        ByteBuf in = buffer("7fffffffffffffff\r\nabc");
        ByteBuf content = requireNonNull(reader.next(in), "content");
        assertThat(content.toString(StandardCharsets.ISO_8859_1)).isEqualTo("abc");
        in.setByte(in.writerIndex() - 1, 'd');
        assertThat(content.toString(StandardCharsets.ISO_8859_1))
                .as("the same memory")
                .isEqualTo("abd");
        content.release();
        assertThat(reader.end()).isNull();
        in.release();
    }

    @Test
    void leavesWhatComesAfterTheBody() throws MalformedMessageException {
        ByteBuf in = buffer("0\r\nT: 1\r\n\r\nGET /");
        assertThat(reader.next(in)).isNull();
        BodyEnd end = requireNonNull(reader.end(), "end");
        assertThat(end.trailers().toString()).isEqualTo("T: 1\n");
        assertThat(reader.next(in)).as("after the end").isNull();
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("GET /");
        in.release();
    }
}
