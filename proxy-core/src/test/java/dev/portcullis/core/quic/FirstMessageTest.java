package dev.portcullis.core.quic;

import static dev.portcullis.core.quic.Initials.HELLO;
import static dev.portcullis.core.quic.Initials.crypto;
import static dev.portcullis.core.quic.Initials.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstMessageTest {

    private static final int SIZE = HELLO.length - 4;

    private final FirstMessage message = new FirstMessage(SIZE);

    private byte[] body() {
        byte[] body = new byte[message.body().readableBytes()];
        message.body().readBytes(body);
        return body;
    }

    private void assertWhole() {
        assertThat(message.isWhole()).isTrue();
        assertThat(message.isTooLong()).isFalse();
        assertThat(body()).isEqualTo(Arrays.copyOfRange(HELLO, 4, HELLO.length));
    }

    @Test
    void isWholeInOneFrameBetweenOthers() {
        byte[] acknowledgement = {2, 5, 0, 1, 0, 1, 2};
        byte[] withCounts = {3, 5, 0, 0, 0, 1, 2, 3};
        assertThat(message.isWhole()).isFalse();
        message.take(
                join(new byte[3], acknowledgement, new byte[] {1}, withCounts, crypto(0, HELLO.length), new byte[9]));

        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isPutTogetherInAnyOrderAndWithOverlaps(long seed) {
        Random random = new Random(seed);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < HELLO.length; at++) {
            int from = Math.max(0, at - random.nextInt(3));
            at = Math.min(HELLO.length, at + 1 + random.nextInt(40)) - 1;
            pieces.add(crypto(from, at + 1));
        }
        Collections.shuffle(pieces, random);
        for (byte[] piece : pieces) {
            assertThat(message.isTooLong()).isFalse();
            message.take(piece);
        }

        assertWhole();
    }

    @Test
    void keepsWhatCameFirst() {
        message.take(crypto(20, 30));
        message.take(crypto(10, new byte[30]));
        message.take(crypto(0, 10));
        message.take(crypto(0, HELLO.length));

        assertThat(Arrays.copyOfRange(body(), 16, 26)).isEqualTo(Arrays.copyOfRange(HELLO, 20, 30));
        assertThat(Arrays.copyOfRange(body(), 6, 16)).containsOnly(0);
        assertThat(Arrays.copyOfRange(body(), 26, 36)).containsOnly(0);
        assertThat(Arrays.copyOfRange(body(), 36, SIZE)).isEqualTo(Arrays.copyOfRange(HELLO, 40, HELLO.length));
    }

    @Test
    void isTooLongAsSoonAsItSaysSo() {
        FirstMessage shorter = new FirstMessage(SIZE - 1);
        shorter.take(crypto(3, 30));
        assertThat(shorter.isTooLong()).isFalse();
        shorter.take(crypto(0, 3));

        assertThat(shorter.isTooLong()).isTrue();
        shorter.take(crypto(30, HELLO.length));
        assertThat(shorter.isWhole()).isFalse();
    }

    @Test
    void keepsNothingBeyondWhatItMayBe() {
        message.take(crypto(HELLO.length, new byte[100]));
        message.take(crypto(1 << 29, new byte[100]));
        message.take(crypto(0, HELLO.length));

        assertWhole();
    }

    @Test
    void readsNoFurtherThanAFrameThatDoesNotBelongThereOrIsCutOff() {
        message.take(join(new byte[] {8}, crypto(0, HELLO.length)));
        message.take(Arrays.copyOf(crypto(0, HELLO.length), HELLO.length));
        message.take(new byte[] {2, 1, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, -1, -1, -1, -1, 0});

        assertThat(message.isWhole()).isFalse();
        message.take(crypto(0, HELLO.length));
        assertWhole();
    }

    @Test
    void takesAnythingWithoutHarm() {
        Random random = new Random(9001);
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = new byte[random.nextInt(60)];
            random.nextBytes(octets);
            if (octets.length > 0) {
                octets[0] = (byte) random.nextInt(8);
            }
            message.take(octets);
            if (message.isWhole()) {
                assertThat(message.body().readableBytes()).isLessThanOrEqualTo(SIZE);
            }
        }
    }
}
