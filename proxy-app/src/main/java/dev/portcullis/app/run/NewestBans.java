package dev.portcullis.app.run;

import dev.portcullis.app.report.BanPage;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Standing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a page out of the register of bans: the newest, or the newest of those that came before the end of another page.
 *
 * <p>There may be a quarter of a million bans, and one thread answers all administrators. So nothing is sorted but what is shown: each ban is
 * compared with the oldest one that is kept so far, which takes some ten milliseconds at 100,000. A page ends with a place in an order that does not
 * change: what is banned or lifted meanwhile neither repeats nor hides others.
 */
final class NewestBans implements Consumer<Standing> {

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::start).thenComparingLong(Place::number);

    private final int most;
    private final @Nullable Place before;
    private final PriorityQueue<Standing> newest =
            new PriorityQueue<>(Comparator.comparing(NewestBans::placeOf, ORDER));
    private long seen;
    private long eligible;

    /** When a ban was made, and its number, which tells apart those that were made together. */
    private record Place(Instant start, long number) {

        static Place parse(String text) {
            String[] parts = text.split("\\.", -1);
            try {
                if (parts.length == 3) {
                    return new Place(
                            Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                            Long.parseLong(parts[2]));
                }
            } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
                // told below
            }
            throw new IllegalArgumentException("\"after\" is not what another page gave as \"next\"");
        }

        String text() {
            return start.getEpochSecond() + "." + start.getNano() + "." + number;
        }
    }

    /**
     * Collects a page.
     *
     * @param most how many bans it has at most, from 1
     * @param after where the page before it ended; null for the first. Throws IllegalArgumentException when it is something else
     */
    NewestBans(int most, @Nullable String after) {
        this.most = most;
        this.before = after == null ? null : Place.parse(after);
    }

    private static Place placeOf(Standing standing) {
        return new Place(standing.ban().start(), standing.number());
    }

    @Override
    public void accept(Standing standing) {
        seen++;
        if (before != null && compare(standing, before.start(), before.number()) >= 0) {
            return;
        }
        eligible++;
        if (newest.size() < most) {
            newest.add(standing);
            return;
        }
        Standing oldest = newest.element();
        if (compare(standing, oldest.ban().start(), oldest.number()) > 0) {
            newest.remove();
            newest.add(standing);
        }
    }

    private static int compare(Standing standing, Instant start, long number) {
        int byStart = standing.ban().start().compareTo(start);
        return byStart != 0 ? byStart : Long.compare(standing.number(), number);
    }

    /** What was collected. */
    BanPage page() {
        List<Standing> sorted = new ArrayList<>(newest);
        sorted.sort(Comparator.comparing(NewestBans::placeOf, ORDER).reversed());
        List<Ban> bans = sorted.stream().map(Standing::ban).toList();
        String next = eligible > most ? placeOf(sorted.get(sorted.size() - 1)).text() : null;
        return new BanPage(bans, seen, next);
    }
}
