package dev.portcullis.app.admin;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongTokensTest {

    private static final IpPrefix GUESSER = address("192.0.2.7");

    private final ManualTime time = new ManualTime();
    private final WrongTokens tokens = new WrongTokens();

    @Test
    void someAreHeardAtOnceAndThenOneASecond() {
        assertThat(guesses(GUESSER, 1000)).isEqualTo(WrongTokens.AT_ONCE);
        time.advance(Duration.ofMillis(999));
        assertThat(guesses(GUESSER, 1000)).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(guesses(GUESSER, 1000)).isEqualTo(1);
        time.advance(Duration.ofSeconds(5));
        assertThat(guesses(GUESSER, 1000)).isEqualTo(5);
    }

    @Test
    void whoHasRestedHasAllTriesAgainAndNoMore() {
        guesses(GUESSER, 1000);
        time.advance(Duration.ofHours(1));

        assertThat(guesses(GUESSER, 1000)).isEqualTo(WrongTokens.AT_ONCE);
    }

    @Test
    void anotherAddressIsNotHeldUp() {
        guesses(GUESSER, 1000);

        assertThat(tokens.mustWait(address("192.0.2.8"), time.nanos())).isFalse();
    }

    @Test
    void theAddressesOfAnIpv6NetworkAreOne() {
        guesses(address("2001:db8::1"), 1000);

        assertThat(tokens.mustWait(address("2001:db8::2:3"), time.nanos())).isTrue();
        assertThat(tokens.mustWait(address("2001:db8:0:1::1"), time.nanos())).isFalse();
    }

    @Test
    void noMoreAddressesAreRememberedThanThereIsRoomFor() {
        for (int i = 0; i < 5000; i++) {
            tokens.wrong(address("10.0." + i / 250 + "." + i % 250), time.nanos());
        }

        assertThat(tokens.size()).isEqualTo(WrongTokens.MOST_ADDRESSES);
    }

    /** How many of so many guesses are looked at. */
    private int guesses(IpPrefix from, int many) {
        int heard = 0;
        for (int i = 0; i < many; i++) {
            if (!tokens.mustWait(from, time.nanos())) {
                heard++;
                tokens.wrong(from, time.nanos());
            }
        }
        return heard;
    }
}
