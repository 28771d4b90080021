package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.Alarm;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The queue against a model that adds up, at each question, all that was ever used, and looks at everybody who waits. */
class FairQueueProperties {

    private static final double HALF_LIFE = Duration.ofSeconds(10).toNanos();
    private static final double ASKED_HALF_LIFE = Duration.ofSeconds(1).toNanos();

    /** A client is light up to 1 second: a tenth of the mean life, about 14.4 seconds, of one place. */
    private static final double LIGHT = 0.1;

    private static final double LIGHT_NETWORK = 0.2;
    private static final int MOST_WAITING = 4;
    private static final int HEAVY_TURN = 20;

    private record Use(long at, double nanos) {}

    /** What the model knows of a client or a network. */
    private static final class Ledger {
        final List<Use> used = new ArrayList<>();
        final List<Use> asked = new ArrayList<>();

        double used(long now) {
            return sum(used, HALF_LIFE, now);
        }

        double asked(long now) {
            return sum(asked, ASKED_HALF_LIFE, now);
        }

        static double sum(List<Use> uses, double halfLife, long now) {
            return uses.stream()
                    .mapToDouble(use -> use.nanos() * Math.pow(2, -(now - use.at()) / halfLife))
                    .sum();
        }
    }

    private final HalfLives halfLives = new HalfLives(Duration.ofSeconds(10), 0);
    private final double meanLife = HALF_LIFE / Math.log(2);
    private final Lightness lightness = new Lightness(LIGHT, LIGHT_NETWORK, meanLife);
    private final Accounts accounts =
            new Accounts(new Fairness(Duration.ofSeconds(10), LIGHT, LIGHT_NETWORK, 24, 48, 1000), halfLives, 7);
    private final Lane lane = new Lane(Queue.DEFAULT, new FixedLimit(1), Places.fixed(1, 0, 0), lightness, 0);
    private final FairAdmission unused = new FairAdmission(AdmissionSettings.DEFAULT, 1, 0, Alarm.NONE);
    private final FairQueue queue = new FairQueue(0, lightness);
    private final List<Ticket> waiting = new ArrayList<>();
    private final Map<IpPrefix, Ledger> ledgers = new HashMap<>();
    private final Map<Precedence, Integer> taken = new HashMap<>();
    private long now;
    private long number;

    @Property(tries = 300)
    void itIsTheTurnOfWhomTheModelNames(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
        FairQueueProperties fresh = new FairQueueProperties();
        fresh.play(new Random(seed), steps);
    }

    private void play(Random random, int steps) {
        boolean byNetwork = random.nextBoolean();
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> enter(random);
                case 3 -> {
                    if (!waiting.isEmpty()) {
                        Ticket leaver = waiting.remove(random.nextInt(waiting.size()));
                        queue.remove(leaver, now);
                    }
                }
                case 4 -> charge(client(random), random.nextDouble() * 2e9);
                default -> now += (long) (random.nextDouble() * 3e9);
            }
            Ticket next = queue.next(byNetwork, now);
            assertNext(next, byNetwork);
            if (next != null && random.nextInt(3) == 0) {
                queue.take(next, now);
                waiting.remove(next);
                taken.merge(next.precedence, 1, Integer::sum);
            }
            assertThat(queue.size()).isEqualTo(waiting.size());
            assertThat(queue.bytes())
                    .isEqualTo(
                            waiting.stream().mapToLong(ticket -> ticket.bytes).sum());
            assertGreediest(queue.greediest());
        }
    }

    private IpPrefix client(Random random) {
        return Crowds.client(random.nextInt(3), random.nextInt(3));
    }

    private void enter(Random random) {
        IpPrefix client = client(random);
        Account account = accounts.of(client, now);
        Precedence precedence = random.nextInt(3) == 0 ? Precedence.SESSION : Precedence.UNKNOWN;
        Ticket ticket = new Ticket(unused, lane, account, precedence, new Deaf(), random.nextInt(100), now);
        ticket.number = ++number;
        ticket.expected = 1e6 + random.nextDouble() * 1e8;
        account.ask(ticket.expected, now);
        note(client, ledger -> ledger.asked, ticket.expected);
        queue.add(ticket, now);
        waiting.add(ticket);
    }

    private void charge(IpPrefix client, double nanos) {
        accounts.of(client, now).charge(nanos, now);
        note(client, ledger -> ledger.used, nanos);
    }

    private void note(IpPrefix client, java.util.function.Function<Ledger, List<Use>> kind, double nanos) {
        kind.apply(ledger(client)).add(new Use(now, nanos));
        kind.apply(ledger(client.widen(24, 48))).add(new Use(now, nanos));
    }

    private Ledger ledger(IpPrefix subject) {
        return ledgers.computeIfAbsent(subject, added -> new Ledger());
    }

    private void assertNext(@Nullable Ticket next, boolean byNetwork) {
        if (waiting.isEmpty()) {
            assertThat(next).isNull();
            return;
        }
        assertThat(next).isNotNull();
        if (next == null) {
            return;
        }
        Precedence highest = waiting.stream()
                .map(ticket -> ticket.precedence)
                .min(Precedence::compareTo)
                .orElseThrow();
        List<Ticket> rivals =
                waiting.stream().filter(ticket -> ticket.precedence == highest).toList();
        boolean heavyFirst = taken.getOrDefault(highest, 0) % HEAVY_TURN == HEAVY_TURN - 1;
        assertThat(rivals).contains(next);
        if (byNetwork) {
            assertLeast(networkOf(next), rivals.stream().map(this::networkOf).toList(), heavyFirst, LIGHT_NETWORK);
            rivals = rivals.stream()
                    .filter(ticket -> networkOf(ticket).equals(networkOf(next)))
                    .toList();
            assertLeast(clientOf(next), rivals.stream().map(this::clientOf).toList(), heavyFirst, LIGHT);
        }
        assertThat(rivals.stream().filter(ticket -> clientOf(ticket).equals(clientOf(next))))
                .as("first come, first served")
                .allMatch(ticket -> ticket.number >= next.number);
    }

    private void assertLeast(IpPrefix chosen, List<IpPrefix> rivals, boolean heavyFirst, double share) {
        double most = share * meanLife;
        boolean anyHeavy = rivals.stream().anyMatch(rival -> !isLight(rival, most * 1.000001));
        boolean anyLight = rivals.stream().anyMatch(rival -> isLight(rival, most * 0.999999));
        boolean light = isLight(chosen, most);
        if (anyHeavy && anyLight && Math.abs(ledger(chosen).used(now) / most - 1) > 1e-6) {
            assertThat(light)
                    .as("light before heavy, but for the turn of the heavy")
                    .isEqualTo(!heavyFirst);
        }
        for (IpPrefix rival : rivals) {
            boolean sameKind = isLight(rival, most) == light;
            if (sameKind && light) {
                assertThat(ledger(chosen).asked(now))
                        .isLessThanOrEqualTo(ledger(rival).asked(now) * 1.000001 + 2);
            } else if (sameKind) {
                assertThat(ledger(chosen).used(now))
                        .isLessThanOrEqualTo(ledger(rival).used(now) * 1.000001 + 2);
            }
        }
    }

    /** A network is light whatever its clients wait for. */
    private boolean isLight(IpPrefix subject, double most) {
        long itsOwn = waiting.stream()
                .filter(ticket -> clientOf(ticket).equals(subject))
                .count();
        return itsOwn <= MOST_WAITING && ledger(subject).used(now) <= most;
    }

    private void assertGreediest(@Nullable Ticket greediest) {
        if (greediest == null) {
            assertThat(waiting).isEmpty();
            return;
        }
        List<Ticket> lowest = waiting.stream()
                .filter(ticket ->
                        waiting.stream().noneMatch(other -> other.precedence.compareTo(ticket.precedence) > 0))
                .toList();
        assertThat(lowest).contains(greediest);
        double network = greed(networkOf(greediest), true);
        double client = greed(clientOf(greediest), false);
        for (Ticket rival : lowest) {
            assertThat(network).isGreaterThanOrEqualTo(greed(networkOf(rival), true) * 0.999999 - 2);
            if (networkOf(rival).equals(networkOf(greediest))) {
                assertThat(client).isGreaterThanOrEqualTo(greed(clientOf(rival), false) * 0.999999 - 2);
            }
            if (clientOf(rival).equals(clientOf(greediest))) {
                assertThat(greediest.number).isGreaterThanOrEqualTo(rival.number);
            }
        }
    }

    private double greed(IpPrefix subject, boolean network) {
        double claims = waiting.stream()
                .filter(ticket -> (network ? networkOf(ticket) : clientOf(ticket)).equals(subject))
                .mapToDouble(ticket -> ticket.expected * Math.pow(2, -(now - ticket.enteredAt) / HALF_LIFE))
                .sum();
        return ledger(subject).used(now) + claims;
    }

    private IpPrefix clientOf(Ticket ticket) {
        return ticket.client.subject();
    }

    private IpPrefix networkOf(Ticket ticket) {
        return ticket.client.network().subject();
    }

    private static final class Deaf implements Admission.Waiter {
        @Override
        public void admitted() {}

        @Override
        public void shed(Shed shed) {}
    }
}
