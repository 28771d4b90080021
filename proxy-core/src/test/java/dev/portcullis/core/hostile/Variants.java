package dev.portcullis.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** All variants of one kind, judged one after the other. */
final class Variants {

    /** How many failures are shown. */
    private static final int SHOWN = 12;

    private Variants() {}

    /** What is wrong with how a variant was taken; empty when nothing is. */
    interface Judge {
        String failure(Variant variant, int number, int pieces);
    }

    /** The arguments of a test of one kind, of which there are so many variants at least. */
    static Arguments kind(String name, int atLeast, Supplier<Stream<Variant>> variants) {
        return Arguments.of(name, atLeast, variants);
    }

    /** Judges each variant whole, and every eighth also in pieces of the size that its length calls for. */
    static void judge(Stream<Variant> source, int atLeast, PieceSize size, Judge judge) {
        List<Variant> variants = source.toList();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < variants.size(); i++) {
            Variant variant = variants.get(i);
            int length = variant.sent().length();
            for (int pieces : i % 8 == 0 ? List.of(length, size.of(length)) : List.of(length)) {
                String failure = judge.failure(variant, i, pieces);
                if (!failure.isEmpty()) {
                    failures.add(variant + " in pieces of " + pieces + ": " + failure);
                }
            }
        }
        assertThat(failures.stream().limit(SHOWN))
                .as("%d failures of %d variants", failures.size(), variants.size())
                .isEmpty();
        assertThat(variants).hasSizeGreaterThanOrEqualTo(atLeast);
    }

    /** How many bytes come at once. */
    interface PieceSize {
        int of(int length);
    }
}
