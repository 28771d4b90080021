package dev.portcullis.rules.count;

/** A window with one bucket: all that most clients ever need. Immutable, so that windows of one client may share one. */
final class Single extends Weights {

    final long first;
    final long weight;

    Single(long first, long weight) {
        this.first = first;
        this.weight = weight;
    }

    @Override
    long count(long now, Limit limit) {
        return now - first >= limit.within() ? 0 : weight;
    }

    @Override
    Weights add(long now, long added, Limit limit) {
        if (count(now, limit) == 0) {
            return new Single(now, added);
        }
        if (weight + added <= limit.granule()) {
            return new Single(now - first < 0 ? now : first, weight + added);
        }
        return new Ring(this).add(now, added, limit);
    }

    @Override
    long untilAtMost(long most, long now, Limit limit) {
        return count(now, limit) <= most ? 0 : first + limit.within() - now;
    }

    @Override
    int buckets() {
        return 1;
    }
}
