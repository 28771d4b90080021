package dev.portcullis.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ChunksTest {

    @Property
    void writesSizesAsHexadecimalDigitsWithoutLeadingZeros(@ForAll @IntRange(min = 1) int size) {
        ByteBuf out = Unpooled.buffer();
        Chunks.writeSizeLine(size, out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(Integer.toHexString(size) + "\r\n");
        assertThat(out.readableBytes()).isLessThanOrEqualTo(Chunks.SIZE_LINE);
    }

    @Property
    void writesNumbersAsDigits(@ForAll @LongRange(min = 0) long number) {
        ByteBuf out = Unpooled.buffer();
        Decimal.write(number, out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(Long.toString(number));
    }
}
