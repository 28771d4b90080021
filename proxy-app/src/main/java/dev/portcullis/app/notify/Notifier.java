package dev.portcullis.app.notify;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.net.http.HttpClient;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the targets of the configuration what happens. Nobody who has something to tell waits for them: {@link #banned} adds to a
 * tally, and once a second {@link #tick} looks at how the program stands and lets the thread of each target send what is due.
 */
public final class Notifier implements BanListener, AutoCloseable {

    private static final long LAST_CALL_SECONDS = 4;

    private final NotifyTime time;
    private final Function<Destination, Channel> channels;
    private final Supplier<Observation> standing;
    private final Supplier<String> wellBeing;
    private final ZoneId zone = ZoneId.systemDefault();
    private final Object tallyLock = new Object();
    private final BanSurge surge;
    private BanTally tally = new BanTally();
    private NotifySettings settings = NotifySettings.NONE;
    private StateWatch watch;
    private volatile Map<String, Worker> workers = Map.of();
    private final Departed departed = new Departed();

    /**
     * One that tells nobody anything until it is configured.
     *
     * @param standing how the program stands just now
     * @param wellBeing what a heartbeat says of how the program does
     */
    public Notifier(NotifyTime time, Supplier<Observation> standing, Supplier<String> wellBeing) {
        this(time, standing, wellBeing, Channels.real());
    }

    Notifier(
            NotifyTime time,
            Supplier<Observation> standing,
            Supplier<String> wellBeing,
            Function<Destination, Channel> channels) {
        this.time = time;
        this.standing = standing;
        this.wellBeing = wellBeing;
        this.channels = channels;
        this.surge = new BanSurge(time.ticker().nanos());
        this.watch = new StateWatch(time, this::tell);
    }

    /** The ways to destinations. */
    private static final class Channels {

        private static final class Shared {
            static final HttpClient HTTP = WebChannel.client();
        }

        static Function<Destination, Channel> real() {
            return Channels::channel;
        }

        private static Channel channel(Destination destination) {
            if (destination instanceof Destination.Mail mail) {
                return new MailChannel(mail, ZoneId.systemDefault());
            }
            return new WebChannel((Destination.Web) destination, () -> Shared.HTTP);
        }
    }

    /**
     * Tells these targets from now on. One that stays keeps what it was not told yet, whatever else of it changes, and so does one that
     * only gets another name. One that is removed is sent what is left once more; what it does not take is counted and told.
     */
    public synchronized void configure(NotifySettings to) {
        if (to.equals(settings)) {
            return;
        }
        Map<String, Worker> before = new LinkedHashMap<>(workers);
        Map<String, Worker> staying = staying(before, to);
        Map<String, Worker> after = new LinkedHashMap<>();
        String machine = to.machine().isEmpty() ? MachineName.get() : to.machine();
        Sender.Desk desk = new Sender.Desk(machine, time, zone, channels);
        for (TargetSettings target : to.targets()) {
            Worker known = staying.get(target.name());
            if (known == null) {
                after.put(target.name(), new Worker(target, desk));
            } else {
                known.sender().settings(target, desk);
                after.put(target.name(), known);
            }
        }
        if (before.isEmpty() && !after.isEmpty()) {
            watch = new StateWatch(time, this::tell);
        }
        settings = to;
        workers = after;
        before.forEach((name, worker) -> {
            if (!after.containsValue(worker)) {
                departed.leaves(worker, lost -> lost(name, lost));
            }
        });
    }

    /** Who of those there are stays, by its name to be: the same name, or else the same destination under another one. */
    private static Map<String, Worker> staying(Map<String, Worker> before, NotifySettings to) {
        Map<String, Worker> staying = new LinkedHashMap<>();
        Map<String, Worker> free = new LinkedHashMap<>(before);
        for (TargetSettings target : to.targets()) {
            Worker same = free.remove(target.name());
            if (same != null) {
                staying.put(target.name(), same);
            }
        }
        for (TargetSettings target : to.targets()) {
            if (!staying.containsKey(target.name())) {
                free.values().stream()
                        .filter(worker ->
                                worker.sender().settings().destination().equals(target.destination()))
                        .findFirst()
                        .ifPresent(renamed -> {
                            staying.put(target.name(), renamed);
                            free.values().remove(renamed);
                        });
            }
        }
        return staying;
    }

    private void lost(String target, long events) {
        if (events > 0) {
            tell(event(
                    Topic.PROGRAM,
                    Severity.WARNING,
                    events + " events and bans were never told to " + target + ", which a reload removed"));
        }
    }

    @Override
    public void banned(Ban ban) {
        if (workers.isEmpty()) {
            return;
        }
        synchronized (tallyLock) {
            tally.add(ban);
        }
    }

    @Override
    public void lifted(Ban ban, Lift why) {}

    /** Looks at how the program stands, and sends what is due; to be called about once a second, by one thread. */
    public void tick() {
        if (workers.isEmpty()) {
            return;
        }
        bans();
        NotifySettings by;
        StateWatch current;
        synchronized (this) {
            by = settings;
            current = watch;
        }
        try {
            current.look(standing.get(), by.busyAfter());
        } finally {
            workers.values().forEach(worker -> tick(worker.sender()));
        }
    }

    private void tick(Sender sender) {
        if (sender.isHeartbeatDue()) {
            sender.tellInAnyCase(event(Topic.PROGRAM, Severity.INFO, wellBeing.get()));
        }
        sender.tick();
    }

    private void bans() {
        BanTally made;
        int most;
        synchronized (tallyLock) {
            made = tally;
            tally = new BanTally();
        }
        synchronized (this) {
            most = settings.surge();
        }
        if (!made.isEmpty()) {
            workers.values().forEach(worker -> worker.sender().tell(made));
        }
        switch (surge.look(made.byRules(), most, time.ticker().nanos())) {
            case BEGINS ->
                tell(event(
                        Topic.BAN_SURGE,
                        Severity.WARNING,
                        "unusually many bans: " + surge.lately() + " within ten minutes. Just now " + made.sentence()));
            case ENDS ->
                tell(event(
                        Topic.BAN_SURGE,
                        Severity.GOOD,
                        "bans are few again: " + surge.lately() + " within ten minutes"));
            case NONE -> {}
        }
    }

    /** Tells that the program has started. */
    public void started(String text) {
        tell(event(Topic.PROGRAM, Severity.INFO, text));
    }

    private Event event(Topic topic, Severity severity, String text) {
        return new Event(topic, severity, time.clock().now(), text);
    }

    private void tell(Event event) {
        workers.values().forEach(worker -> worker.sender().tell(event));
    }

    /**
     * Sends a test to one target, or to all, at once and on threads of their own; completes with what came back, in the order of the
     * configuration. Names that there are not give an empty list.
     *
     * @param target its name; null for all
     */
    public CompletableFuture<List<TestResult>> test(@Nullable String target) {
        List<CompletableFuture<TestResult>> results = new ArrayList<>();
        for (Worker worker : workers.values()) {
            String name = worker.sender().settings().name();
            if (target == null || target.equals(name)) {
                results.add(test(worker.sender()));
            }
        }
        return CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<TestResult> test(Sender sender) {
        TargetSettings to = sender.settings();
        Event event = event(Topic.PROGRAM, Severity.INFO, "this is a test of the target " + to.name());
        CompletableFuture<TestResult> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    Reply reply = sender.test(event);
                    result.complete(new TestResult(
                            to.name(), to.destination().kind(), reply instanceof Reply.Accepted, reply.answer()));
                },
                "notify-test-" + to.name());
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** As {@link #test}, by these settings and without a program that runs; waits for what comes back. */
    public static List<TestResult> testOnce(NotifySettings settings, @Nullable String target) {
        NotifyTime time = new NotifyTime(Ticker.system(), WallClock.system());
        Supplier<Observation> nothing = () -> {
            throw new IllegalStateException("nothing is observed");
        };
        try (Notifier notifier = new Notifier(time, nothing, () -> "")) {
            notifier.configure(settings);
            return notifier.test(target).join();
        }
    }

    /** Whether nothing is on its way. */
    boolean isIdle() {
        return workers.values().stream().noneMatch(worker -> worker.sender().isSending());
    }

    /** What is wrong with targets just now, a sentence for each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        workers.forEach((name, worker) -> {
            String problem = worker.sender().problem();
            if (problem != null) {
                problems.add("notifications do not reach " + name + ": " + problem);
            }
        });
        return problems;
    }

    /**
     * What came of the messages to each target since it was configured, and last, under {@link Departed#NAME}, to those that reloads have
     * removed, if there were any.
     */
    public List<TargetCounts> counts() {
        List<TargetCounts> counts = new ArrayList<>();
        workers.forEach((name, worker) -> counts.add(TargetCounts.of(name, worker.sender())));
        TargetCounts gone = departed.counts();
        if (gone != null) {
            counts.add(gone);
        }
        return List.copyOf(counts);
    }

    /**
     * What came of the messages to a target.
     *
     * @param target its name
     * @param sent messages that it took
     * @param failed attempts to send one that failed
     * @param dropped events and bans that it was never told of
     */
    public record TargetCounts(String target, long sent, long failed, long dropped) {

        static TargetCounts of(String target, Sender sender) {
            return new TargetCounts(target, sender.sent(), sender.failed(), sender.dropped());
        }
    }

    /**
     * Begins to send what is left, since the program stops; returns at once.
     *
     * @param word what is told of that; null for nothing
     */
    public void stopping(@Nullable String word) {
        if (word != null) {
            tell(event(Topic.PROGRAM, Severity.INFO, word));
        }
        workers.values().forEach(worker -> worker.sender().flush());
    }

    /**
     * Sends what is left, to all targets at once, those that a reload removed included, and for four seconds at most; what is left then is
     * told in the log.
     */
    @Override
    public void close() {
        List<Worker> last = new ArrayList<>(workers.values());
        workers = Map.of();
        last.forEach(Worker::stop);
        last.addAll(departed.underWay());
        long end = time.ticker().nanos() + TimeUnit.SECONDS.toNanos(LAST_CALL_SECONDS);
        last.forEach(worker -> worker.await(end - time.ticker().nanos()));
    }
}
