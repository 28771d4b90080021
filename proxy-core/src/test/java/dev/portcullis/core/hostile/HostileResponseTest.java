package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variants.kind;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.hostile.ResponseTrial.Ending;
import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.hostile.StrictReader.Violation;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of hostile responses: each is refused, breaks off visibly, or is passed on as what it means. */
class HostileResponseTest {

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("status lines", 2_000, ResponseVariants::statusLines),
                kind("fields", 1_500, ResponseVariants::fields),
                kind("framings", 200, ResponseVariants::framings),
                kind("surplus", 500, ResponseVariants::surplus));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void isRefusedOrMeansOneThing(String kind, int atLeast, Supplier<Stream<Variant>> source) {
        Variants.judge(
                source.get(),
                atLeast,
                length -> 1,
                (variant, number, pieces) -> failure(variant, pieces, number % 4 == 0));
    }

    private static String failure(Variant variant, int pieces, boolean otherwise) {
        try {
            int status = ResponseTrial.send("GET", variant.sent(), pieces, Ending.CLOSED);
            // To a HEAD, and on a connection that is reset, nothing may go wrong either.
            if (otherwise) {
                ResponseTrial.send("HEAD", variant.sent(), pieces, Ending.CLOSED);
                ResponseTrial.send("GET", variant.sent(), pieces, Ending.RESET);
            }
            return switch (variant.fate()) {
                case PASSED ->
                    variant.sent().contains(" " + status + " ") || status == 200 ? "" : "it did not pass: " + status;
                case REFUSED -> status == 0 || status == 502 ? "" : "it was not refused: " + status;
                case EITHER -> "";
            };
        } catch (Violation | Incomplete e) {
            return e.toString();
        }
    }

    @Test
    void aBodyThatIsResetNeverLooksWhole() {
        for (String head : List.of("", "Content-Length: 6\r\n", "Transfer-Encoding: chunked\r\n")) {
            String sent = "HTTP/1.1 200 OK\r\n" + head + "\r\n" + (head.startsWith("T") ? "5\r\nhello\r\n" : "hello");

            assertThat(ResponseTrial.send("GET", sent, 1, Ending.RESET))
                    .as(head)
                    .isZero();
        }
    }
}
