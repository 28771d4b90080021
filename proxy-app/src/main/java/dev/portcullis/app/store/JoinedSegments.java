package dev.portcullis.app.store;

import dev.portcullis.rules.engine.CountKeeping;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The frames of segments, one after the other, until somebody is in a hurry. */
record JoinedSegments(List<CountSegment> segments, BooleanSupplier hurries) implements CountKeeping.Frames {

    @Override
    public int size() {
        return segments.stream().mapToInt(CountSegment::size).sum();
    }

    @Override
    public byte[] get(int place) throws IOException {
        if (hurries.getAsBoolean()) {
            throw new CountStore.Released();
        }
        int left = place;
        for (CountSegment segment : segments) {
            if (left < segment.size()) {
                return segment.get(left);
            }
            left -= segment.size();
        }
        throw new IndexOutOfBoundsException(place);
    }
}
