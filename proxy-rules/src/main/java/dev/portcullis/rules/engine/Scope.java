package dev.portcullis.rules.engine;

import dev.portcullis.rules.count.Tally;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The tallies that a request is counted in, by the numbers of {@link Dimensions}; any two may be the same tally. */
final class Scope {

    private final @Nullable Tally[] tallies;

    /** These tallies; null where no rule needs one. */
    Scope(@Nullable Tally[] tallies) {
        this.tallies = tallies;
    }

    Tally of(int dimension) {
        return Objects.requireNonNull(tallies[dimension]);
    }

    /** As {@link #of}; null where no rule needs one. */
    @Nullable
    Tally get(int dimension) {
        return tallies[dimension];
    }

    /**
     * Does the work with the monitors of all tallies held, if all of them are live.
     *
     * @return whether they were, and the work said that it is done
     */
    boolean locked(BooleanSupplier work) {
        return locked(0, work);
    }

    private boolean locked(int first, BooleanSupplier work) {
        for (int i = first; i < tallies.length; i++) {
            Tally tally = tallies[i];
            if (tally != null) {
                synchronized (tally) {
                    return tally.live() && locked(i + 1, work);
                }
            }
        }
        return work.getAsBoolean();
    }
}
