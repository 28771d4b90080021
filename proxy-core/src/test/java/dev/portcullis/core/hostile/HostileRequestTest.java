package dev.portcullis.core.hostile;

import static dev.portcullis.core.hostile.Variants.kind;

import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.hostile.StrictReader.Violation;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of hostile requests: each is refused, or passed on as what it means, however it is cut. */
class HostileRequestTest {

    /** What no origin may ever see: variants have it where it must not pass. */
    private static final String EVIL = "evil";

    /** A request that is longer than this many bytes comes in larger pieces. */
    private static final int MOST_PIECES = 1_000;

    /** Failures that are told, of perhaps thousands. */
    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("lengths", 1_000, FramingVariants::lengths),
                kind("lengths twice", 1_000, FramingVariants::lengthsTwice),
                kind("encodings", 700, FramingVariants::encodings),
                kind("both framings", 1_000, FramingVariants::both),
                kind("bodies", 50, FramingVariants::bodies),
                kind("bytes in names", 2_000, OctetVariants::names),
                kind("bytes in values", 2_000, OctetVariants::values),
                kind("bytes in request lines", 2_000, OctetVariants::requestLines),
                kind("bytes in hosts", 1_500, OctetVariants::hosts),
                kind("bytes before requests", 1_000, OctetVariants::before),
                kind("line ends", 300, LineVariants::ends),
                kind("folded lines", 1_000, LineVariants::folds),
                kind("request lines", 500, LineVariants::requestLines),
                kind("limits", 30, LineVariants::limits),
                kind("paths", 1_000, TargetVariants::paths),
                kind("targets that are none", 400, TargetVariants::others),
                kind("absolute targets", 2_000, TargetVariants::absolute),
                kind("hosts", 1_000, TargetVariants::hosts),
                kind("sizes of chunks", 1_000, ChunkVariants::sizes),
                kind("ends of chunks", 200, ChunkVariants::ends),
                kind("extensions", 3_000, ChunkVariants::extensions),
                kind("trailers", 700, ChunkVariants::trailers),
                kind("what is taken away", 3_000, FieldVariants::takenAway),
                kind("aliases", 3_000, FieldVariants::aliases),
                kind("nominated fields", 1_000, FieldVariants::nominated),
                kind("upgrades", 300, FieldVariants::upgrades),
                kind("expectations", 100, FieldVariants::expectations));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void isRefusedOrMeansOneThing(String kind, int atLeast, Supplier<Stream<Variant>> source) {
        Variants.judge(source.get(), atLeast, length -> 1 + length / MOST_PIECES, (variant, number, pieces) -> {
            String failure = failure(variant, pieces);
            return failure.isEmpty() ? failure : failure + "\n" + escaped(variant.sent());
        });
    }

    private static String failure(Variant variant, int pieces) {
        try {
            Trial trial = Trial.send(variant.sent(), pieces);
            RequestOracle.judge(variant.sent(), trial);
            if (trial.atOrigin().contains(EVIL)) {
                return "the origin saw " + escaped(trial.atOrigin());
            }
            return failure(variant.fate(), trial);
        } catch (Violation | Incomplete e) {
            return e.toString();
        }
    }

    private static String failure(Variant.Fate fate, Trial trial) {
        boolean passed = !trial.forwarded.isEmpty();
        boolean refused = trial.statuses.stream().anyMatch(status -> status >= 400);
        return switch (fate) {
            case PASSED -> passed && !refused ? "" : "it did not pass: " + trial.statuses;
            case REFUSED -> !passed && refused ? "" : "it was not refused: " + escaped(trial.atOrigin());
            case EITHER -> passed || refused ? "" : "neither refused nor passed: " + trial.statuses;
        };
    }

    /** Readable in a report: control characters and bytes above ASCII as numbers, the middle of what is long left out. */
    private static String escaped(String text) {
        String shown =
                text.length() <= 600 ? text : text.substring(0, 400) + "..." + text.substring(text.length() - 150);
        StringBuilder out = new StringBuilder();
        shown.chars().forEach(c -> {
            if (c >= ' ' && c < 0x7F || c == '\n') {
                out.append((char) c);
            } else {
                out.append(String.format("\\x%02x", c));
            }
        });
        return out.toString();
    }
}
