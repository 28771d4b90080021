package dev.portcullis.core.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicTokenHandler.TokenValidationResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who shows a token gets what is sent to its address. */
class RetryTokensTest {

    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4433);
    private static final ByteBuf CHOSEN =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
    private static final ByteBuf OURS = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[RetryTokens.ID]));

    private final ManualTime time = new ManualTime();
    private boolean open = true;
    private final RetryTokens tokens = new RetryTokens(time, () -> open);

    private ByteBuf token() {
        ByteBuf token = Unpooled.buffer(tokens.maxTokenLength());
        assertThat(tokens.writeToken(token, CHOSEN, CLIENT)).isTrue();
        return token;
    }

    private boolean isValid(ByteBuf token, InetSocketAddress address) {
        TokenValidationResult result = tokens.validateToken(token, address, OURS);
        return result.isValid();
    }

    @Test
    void isValidForTheAddressAndPortItWasMadeForAndHoldsTheIdThatTheClientChose() {
        ByteBuf token = token();

        assertThat(isValid(token, CLIENT)).isTrue();
        int at = tokens.validateToken(token, CLIENT);
        assertThat(token.slice(at, token.readableBytes() - at)).isEqualTo(CHOSEN);
        assertThat(isValid(token, new InetSocketAddress("192.0.2.2", 4433))).isFalse();
        assertThat(isValid(token, new InetSocketAddress("192.0.2.1", 4434))).isFalse();
    }

    @Test
    void isValidForAShortWhile() {
        ByteBuf token = token();

        time.advance(Duration.ofSeconds(14));
        assertThat(isValid(token, CLIENT)).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(isValid(token, CLIENT)).isFalse();
    }

    @Test
    void isNotValidWithAnyBitChangedNorAnyLengthButItsOwn() {
        ByteBuf token = token();

        for (int i = 0; i < token.readableBytes() * 8; i++) {
            ByteBuf other = token.copy();
            other.setByte(i / 8, other.getByte(i / 8) ^ 1 << i % 8);
            assertThat(isValid(other, CLIENT)).as("bit %d changed", i).isFalse();
        }
        for (int i = 0; i < token.readableBytes(); i++) {
            assertThat(isValid(token.copy(0, i), CLIENT))
                    .as("cut to %d bytes", i)
                    .isFalse();
        }
        assertThat(isValid(Unpooled.wrappedBuffer(token.copy(), Unpooled.wrappedBuffer(new byte[1])), CLIENT))
                .isFalse();
        assertThat(isValid(Unpooled.wrappedBuffer(new byte[200]), CLIENT)).isFalse();
    }

    @Test
    void isNotValidForAnotherListenerNorWithAnIdThatIsNoneOfOurs() {
        assertThat(new RetryTokens(time, () -> true).validateToken(token(), CLIENT))
                .isNegative();
        assertThat(tokens.validateToken(token(), CLIENT, CHOSEN).isValid()).isFalse();
    }

    @Test
    void isNotValidWhileNoConnectionsAreTaken() {
        ByteBuf token = token();

        open = false;
        assertThat(isValid(token, CLIENT)).isFalse();
        open = true;
        assertThat(isValid(token, CLIENT)).isTrue();
    }
}
