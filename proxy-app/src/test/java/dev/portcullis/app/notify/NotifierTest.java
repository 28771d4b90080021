package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotifierTest {

    private static final Set<Topic> ALL = EnumSet.allOf(Topic.class);

    private final ManualTime time = new ManualTime();
    private final Map<Destination, FakeChannel> channels = new HashMap<>();
    private volatile boolean up = true;
    private final Notifier notifier =
            new Notifier(new NotifyTime(time, time), this::standing, () -> "all is well", this::channel);

    @AfterEach
    void close() {
        notifier.close();
    }

    @Test
    void eachTargetHearsWhatItWants() {
        notifier.configure(settings(target("a", ALL, null), target("b", Set.of(Topic.ORIGIN), null)));
        notifier.started("started");
        up = false;
        run(90);

        assertThat(texts("a")).anyMatch(text -> text.contains("started")).anyMatch(text -> text.contains("no pages"));
        assertThat(texts("b")).singleElement().asString().contains("no pages").doesNotContain("started");
    }

    @Test
    void threeHundredBansAreOneMessage() {
        notifier.configure(settings(target("a", Set.of(Topic.BANS), null)));
        for (int i = 0; i < 300; i++) {
            notifier.banned(SampleBans.scanner());
        }
        notifier.banned(SampleBans.observed());
        run(32);

        assertThat(texts("a"))
                .singleElement()
                .asString()
                .startsWith("300 bans: 300 by rule scanner; 1 ban only watched");
    }

    @Test
    void manyBansAreToldAsASurgeToThoseWhoWantNotEachOfThem() {
        notifier.configure(settings(target("a", Topic.USUAL, null)));
        for (int i = 0; i < 50; i++) {
            notifier.banned(SampleBans.scanner());
        }
        run(60);
        assertThat(texts("a")).isEmpty();
        notifier.banned(SampleBans.scanner());
        run(60);
        assertThat(texts("a")).singleElement().asString().contains("unusually many bans: 51 within ten minutes");
        run(700);
        assertThat(texts("a")).hasSize(2).last().asString().contains("bans are few again");
    }

    @Test
    void anAdministratorsBansAreNoSurge() {
        notifier.configure(settings(target("a", Topic.USUAL, null)));
        for (int i = 0; i < 500; i++) {
            notifier.banned(SampleBans.manual());
        }
        run(100);

        assertThat(texts("a")).isEmpty();
    }

    @Test
    void aTargetThatFailsHoldsUpNoOtherAndIsTriedAgain() {
        notifier.configure(settings(target("dead", ALL, null), target("alive", ALL, null)));
        channel("dead").fails();
        up = false;
        run(30);

        assertThat(texts("alive")).isNotEmpty();
        assertThat(channel("dead").messages).hasSizeGreaterThan(1);
        assertThat(notifier.problems())
                .containsExactly("notifications do not reach dead: the connection was refused or not made");
        channel("dead").reply = new Reply.Accepted("HTTP 200");
        run(60);
        assertThat(notifier.problems()).isEmpty();
        Notifier.TargetCounts counts = notifier.counts().get(0);
        assertThat(counts.target()).isEqualTo("dead");
        assertThat(counts.failed()).isGreaterThan(1);
        assertThat(counts.sent()).isEqualTo(1);
    }

    @Test
    void aTargetThatHangsHoldsUpNobody() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        FakeChannel alive = new FakeChannel();
        Notifier other = new Notifier(
                new NotifyTime(time, time),
                this::standing,
                () -> "well",
                to -> to.equals(destination("hangs"))
                        ? message -> {
                            awaitQuietly(hangs);
                            return Reply.Failed.unreachable("late");
                        }
                        : alive);
        other.configure(settings(target("hangs", ALL, null), target("alive", ALL, null)));
        other.started("started");
        for (int i = 0; i < 200; i++) {
            time.advance(Duration.ofSeconds(1));
            other.banned(SampleBans.scanner());
            other.tick();
        }
        await(() -> !alive.messages.isEmpty());
        assertThat(alive.messages).isNotEmpty();
        hangs.countDown();
        other.close();
    }

    @Test
    void whatATargetWasNotToldSurvivesAReload() {
        notifier.configure(settings(target("a", ALL, null)));
        channel("a").fails();
        notifier.started("started");
        run(60);
        Destination repaired = new Destination.Web(Destination.Shape.SLACK, new Secret("https://new.example"), null);
        notifier.configure(settings(new TargetSettings("a", repaired, ALL, Pace.DEFAULT, null)));
        run(60);

        assertThat(Objects.requireNonNull(channels.get(repaired)).messages)
                .singleElement()
                .satisfies(message -> assertThat(message.text()).contains("started"));
    }

    @Test
    void anotherNameOfTheMachineLosesNothing() {
        aIsBackWithoutHavingBeenToldOfTheStart();
        notifier.configure(new NotifySettings("www2", Duration.ofSeconds(30), 50, List.of(target("a", ALL, null))));
        run(60);

        assertThat(texts("a")).singleElement().asString().contains("started");
        assertThat(channel("a").last().title()).startsWith("www2: ");
        assertThat(notifier.counts()).singleElement().satisfies(counts -> assertThat(counts.dropped())
                .isZero());
    }

    @Test
    void aTargetThatOnlyGetsAnotherNameIsToldWhatItWasNot() {
        aIsBackWithoutHavingBeenToldOfTheStart();
        notifier.configure(settings(new TargetSettings("chat", destination("a"), ALL, Pace.DEFAULT, null)));
        run(60);

        assertThat(texts("a")).singleElement().asString().contains("started");
        assertThat(notifier.counts()).extracting(Notifier.TargetCounts::target).containsExactly("chat");
    }

    @Test
    void aTargetThatIsRemovedIsToldAtOnceWhatItWasNot() {
        notifier.configure(settings(target("a", ALL, null), target("b", ALL, null)));
        notifier.started("started");
        notifier.configure(settings(target("b", ALL, null)));
        await(() -> !channel("a").messages.isEmpty());

        assertThat(texts("a")).singleElement().asString().contains("started");
        await(() -> counts("(removed)").sent() == 1);
        assertThat(counts("(removed)").dropped()).isZero();
    }

    @Test
    void whatARemovedTargetDoesNotTakeIsCountedAndToldToTheOthers() {
        notifier.configure(settings(target("a", ALL, null), target("b", ALL, null)));
        channel("a").fails();
        notifier.started("one");
        notifier.started("two");
        notifier.configure(settings(target("b", ALL, null)));
        await(() -> counts("(removed)").dropped() == 2);
        run(120);

        assertThat(texts("b"))
                .anyMatch(text -> text.contains("2 events and bans were never told to a, which a reload removed"));
        assertThat(channel("a").messages).hasSize(1);
    }

    @Test
    void theEndWaitsForTargetsThatAReloadHasJustRemoved() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        FakeChannel slow = new FakeChannel();
        Notifier other = new Notifier(new NotifyTime(time, time), this::standing, () -> "well", to -> message -> {
            began.countDown();
            awaitQuietly(goesOn);
            return slow.send(message);
        });
        other.configure(settings(target("slow", ALL, null)));
        other.started("started");
        other.configure(NotifySettings.NONE);
        began.await();
        goesOn.countDown();
        other.close();

        assertThat(slow.messages).hasSize(1);
    }

    @Test
    void theDailyWordComesOnceADayAtItsTime() {
        ZoneId zone = ZoneId.systemDefault();
        LocalTime nine = LocalTime.of(9, 0);
        Instant eight = time.now()
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atTime(8, 0)
                .atZone(zone)
                .toInstant();
        time.advance(Duration.between(time.now(), eight));
        notifier.configure(settings(target("a", Set.of(), nine)));
        run(59);
        assertThat(texts("a")).isEmpty();
        time.advance(Duration.ofHours(1));
        run(40);
        assertThat(texts("a")).singleElement().asString().contains("all is well");
        time.advance(Duration.ofHours(12));
        run(40);
        assertThat(texts("a")).hasSize(1);
        time.advance(Duration.ofHours(12));
        run(40);
        assertThat(texts("a")).hasSize(2);
    }

    @Test
    void whatIsLeftGoesOutAtTheEnd() {
        notifier.configure(settings(target("a", ALL, null)));
        notifier.stopping("Portcullis stops");
        notifier.close();

        assertThat(channel("a").messages).singleElement().satisfies(message -> assertThat(message.title())
                .isEqualTo("www1: Portcullis stops"));
    }

    @Test
    void aTestSaysWhatCameBackOfEachTargetThatIsMeant() {
        notifier.configure(settings(target("a", Set.of(), null), target("b", Set.of(), null)));
        channel("b").refuses();

        assertThat(notifier.test(null).join())
                .containsExactly(
                        new TestResult("a", "slack", true, "HTTP 200: ok"),
                        new TestResult("b", "slack", false, "HTTP 400: bad"));
        assertThat(notifier.test("b").join()).hasSize(1);
        assertThat(notifier.test("c").join()).isEmpty();
        assertThat(channel("a").last().text()).contains("this is a test of the target a");
    }

    @Test
    void withoutTargetsNothingIsLookedAt() {
        Notifier idle = new Notifier(
                new NotifyTime(time, time),
                () -> {
                    throw new IllegalStateException("looked at");
                },
                () -> "",
                this::channel);
        idle.banned(SampleBans.scanner());
        idle.tick();

        assertThat(idle.counts()).isEmpty();
    }

    private void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            notifier.tick();
            await(notifier::isIdle);
            time.advance(Duration.ofSeconds(1));
        }
    }

    private void aIsBackWithoutHavingBeenToldOfTheStart() {
        notifier.configure(settings(target("a", ALL, null)));
        channel("a").fails();
        notifier.started("started");
        run(60);
        channel("a").messages.clear();
        channel("a").reply = new Reply.Accepted("HTTP 200");
    }

    private interface Check {
        boolean holds();
    }

    private static void await(Check check) {
        while (!check.holds()) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Notifier.TargetCounts counts(String target) {
        return notifier.counts().stream()
                .filter(counts -> counts.target().equals(target))
                .findFirst()
                .orElseThrow();
    }

    private List<String> texts(String target) {
        return channel(target).messages.stream().map(Message::text).toList();
    }

    private FakeChannel channel(String target) {
        return channel(destination(target));
    }

    private FakeChannel channel(Destination destination) {
        return channels.computeIfAbsent(destination, to -> new FakeChannel());
    }

    private static Destination destination(String name) {
        return new Destination.Web(Destination.Shape.SLACK, new Secret("https://" + name + ".example/x"), null);
    }

    private static TargetSettings target(String name, Set<Topic> topics, @Nullable LocalTime heartbeat) {
        return new TargetSettings(name, destination(name), topics, Pace.DEFAULT, heartbeat);
    }

    private static NotifySettings settings(TargetSettings... targets) {
        return new NotifySettings("www1", Duration.ofSeconds(30), 50, List.of(targets));
    }

    private Observation standing() {
        return new Observation(
                List.of(new Observation.Server("", "http://127.0.0.1:8080", up)),
                List.of(),
                List.of(),
                List.of(),
                new Observation.Reload("file", SampleBans.START, true),
                new Observation.Losses(null, 0, 0),
                new Observation.Certificates(List.of(), List.of()));
    }
}
