package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.Heads;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionOptionsTest {

    private static ConnectionOptions of(String fields) {
        return Heads.request("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").connection();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close | true | false",
                "CLOSE | true | false",
                "keep-alive | false | true",
                "Keep-Alive | false | true",
                "keep-alive, close | true | true",
                ",, close ,| true | false",
                "closed | false | false",
            })
    void saysWhetherTheConnectionIsKept(String value, boolean close, boolean keepAlive) {
        ConnectionOptions options = of("Connection: " + value + "\r\n");
        assertThat(options.close()).isEqualTo(close);
        assertThat(options.keepAlive()).isEqualTo(keepAlive);
    }

    @Test
    void collectsWhatIsNominatedFromAllLines() {
        ConnectionOptions options = of("Connection: X-A, close,x-b\r\nConnection: \tCookie ,X-a\r\n");
        assertThat(options.nominated()).isEqualTo(Set.of("x-a", "x-b", "cookie"));
        assertThat(options.close()).isTrue();
    }

    @Test
    void nominatesNothingWhenThereIsNoField() {
        assertThat(of("")).isEqualTo(new ConnectionOptions(false, false, Set.of()));
    }

    @Test
    void closesOfTwoLinesWhenEitherSaysSo() {
        assertThat(of("Connection: keep-alive\r\nConnection: close\r\n").persists(HttpVersion.HTTP_1_1))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, false",
        "close, false, false",
        "keep-alive, true, true",
        "'close, keep-alive', false, false",
        "x, true, false",
    })
    void persistsAsTheVersionHasIt(String value, boolean in11, boolean in10) {
        ConnectionOptions options = of(value.isEmpty() ? "" : "Connection: " + value + "\r\n");
        assertThat(options.persists(HttpVersion.HTTP_1_1)).as("HTTP/1.1").isEqualTo(in11);
        assertThat(options.persists(HttpVersion.HTTP_1_0)).as("HTTP/1.0").isEqualTo(in10);
    }
}
