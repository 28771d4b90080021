package dev.portcullis.rules.count;

/** A window with one thing: all that most clients ever need. */
final class OneThing extends Things {

    private long cell;

    OneThing(long thing, long now) {
        super(now);
        this.cell = cell(thing, now);
    }

    @Override
    long count(long now, Limit limit) {
        return isOver(now, limit) || isExpired(cell, now, limit) ? 0 : 1;
    }

    @Override
    long countWith(long now, long thing, Limit limit) {
        return print(cell) == print(cell(thing, now)) ? 1 : count(now, limit) + 1;
    }

    @Override
    Things add(long now, long thing, Limit limit) {
        if (count(now, limit) == 0 || print(cell) == print(cell(thing, now))) {
            if (now - newest >= 0) {
                newest = now;
                cell = cell(thing, now);
            }
            return this;
        }
        return new ManyThings(cell, newest).add(now, thing, limit);
    }

    @Override
    long untilAtMost(long most, long now, Limit limit) {
        return count(now, limit) <= most ? 0 : untilExpired(cell, now, limit);
    }

    @Override
    void pieces(long now, Pieces into) {
        if (now - newest < LONGEST_AGO) {
            piece(cell, now, into);
        }
    }
}
