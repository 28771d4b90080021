package dev.portcullis.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.crawler.NameService;
import dev.portcullis.rules.engine.PolicyEngine;
import dev.portcullis.rules.hash.FingerprintKey;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.safety.Safety;
import dev.portcullis.rules.time.ManualTime;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CountStoreTest {

    private static final FingerprintKey KEY = new FingerprintKey(1, 2);
    private static final Rule FLOOD = new Rule(
            "flood",
            new Rule.Threshold(Rule.Count.REQUESTS, Per.CLIENT, 1000, Duration.ofHours(1)),
            Condition.ANY,
            Rule.Action.THROTTLE,
            null,
            false);

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();
    private final List<CountStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(CountStore::close);
    }

    private record Ask(IpPrefix client) implements Facts {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String site() {
            return "";
        }

        @Override
        public String host() {
            return "a.example";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public String query() {
            return "";
        }

        @Override
        public String userAgent() {
            return "";
        }
    }

    private PolicyEngine engine() {
        return engine(time);
    }

    private PolicyEngine engine(WallClock clock) {
        PolicySettings settings =
                new PolicySettings(List.of(FLOOD), NetworkList.EMPTY, NetworkList.EMPTY, ClientSettings.DEFAULT, false);
        Bans bans = new Bans(Bannable.of(settings), time, time);
        return new PolicyEngine(settings, bans, NameService.NONE, new Safety(time, clock), KEY);
    }

    private CountStore store(PolicyEngine engine) {
        CountStore store = new CountStore(directory, engine.keeping(), time, time);
        stores.add(store);
        store.open();
        return store;
    }

    private static IpPrefix client(int number) throws IOException {
        return IpPrefix.of(InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number}));
    }

    private void ask(PolicyEngine engine, int client, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            engine.decide(new Ask(client(client)), time.nanos());
        }
    }

    private long counted(PolicyEngine engine, int client) throws IOException {
        return engine.counts(client(client), time.nanos()).get(0).counted();
    }

    private List<Path> files(String beginning) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatAProcessHasCountedTheNextOneCountsOn() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        ask(first, 2, 5);
        store.release();
        assertThat(store.problem()).isNotNull();

        PolicyEngine second = engine();
        CountStore next = store(second);
        assertThat(next.problem()).isNull();
        assertThat(counted(second, 1)).isEqualTo(3);
        assertThat(counted(second, 2)).isEqualTo(5);
        next.release();
        assertThat(files("counts-")).as("those before it are gone").hasSize(1);
    }

    @Test
    void whoeverGetsItBackReadsNothingTwice() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        store.release();
        PolicyEngine second = engine();
        CountStore failing = store(second);
        ask(second, 1, 1);
        failing.release();

        store.open();
        assertThat(counted(first, 1)).isEqualTo(3);
        assertThat(store.problem()).isNull();
    }

    @Test
    void onlyOneProcessWrites() throws IOException {
        store(engine());
        CountStore other = store(engine());
        assertThat(other.problem()).contains("another process");
    }

    @Test
    void aRecordThatIsThereInPartIsLeftOut() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        store.release();
        Path log = files("counts-").get(0);
        byte[] whole = Files.readAllBytes(log);
        for (int cut = 1; cut < 60; cut += 7) {
            Files.write(log, whole);
            try (var file = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
                file.truncate(whole.length - cut);
            }
            CountSegment segment = CountSegment.open(log);
            assertThat(segment.isDamaged()).as("cut by " + cut).isFalse();
            segment.close();
        }
        Files.write(log, whole);
        Files.write(log, new byte[500], StandardOpenOption.APPEND);
        CountSegment segment = CountSegment.open(log);
        assertThat(segment.isDamaged()).as("zeros").isFalse();
        segment.close();
    }

    @Test
    void aDamagedLogIsMovedAsideAndWhatIsBeforeTheDamageTakenIn() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        store.release();
        Path log = files("counts-").get(0);
        byte[] wrong = {0, 0, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        Files.write(log, wrong, StandardOpenOption.APPEND);
        Files.write(log, wrong, StandardOpenOption.APPEND);

        PolicyEngine second = engine();
        store(second);
        assertThat(counted(second, 1)).isEqualTo(3);
        assertThat(files("counts-").toString()).contains(".damaged-");
    }

    @Test
    void aSegmentOfALaterVersionIsPutAwayAndCountsAreKept() throws IOException {
        Files.write(directory.resolve("counts-7.log"), new byte[] {'P', 'C', 'c', 'o', 'u', 'n', 't', 9, 1, 2, 3});
        keepsOn();
        assertThat(files("counts-7.log")).singleElement().asString().contains(".damaged-");
    }

    @Test
    void aSegmentThatCannotBeReadIsPutAwayAndCountsAreKept() throws IOException {
        Files.createDirectory(directory.resolve("counts-7.log")); // even to root it is no file
        keepsOn();
        assertThat(files("counts-7.log")).singleElement().asString().contains(".damaged-");
    }

    @Test
    void whoeverStartsWaitsNoLongerThanASecondForALogThatIsSlowToRead() throws Exception {
        Path slow = directory.resolve("counts-7.log");
        assertThat(new ProcessBuilder("mkfifo", slow.toString()).start().waitFor())
                .isZero();
        PolicyEngine engine = engine();
        CountStore store = store(engine); // whose thread waits for somebody to write
        assertThat(store.problem()).isNull();
        ask(engine, 1, 3);
        Files.newOutputStream(slow).close();
        store.release();

        PolicyEngine second = engine();
        store(second);
        assertThat(counted(second, 1)).isEqualTo(3);
    }

    @Test
    void aFaultOfTheProgramIsToldAndItIsTriedAgain() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        CountDownLatch tried = new CountDownLatch(3);
        PolicyEngine engine = engine();
        CountStore store = new CountStore(
                directory,
                engine.keeping(),
                () -> {
                    tried.countDown();
                    if (full.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return time.nanos();
                },
                time);
        stores.add(store);
        store.open();
        assertThat(store.problem()).contains("native thread");

        ask(engine, 1, 3);
        assertThat(tried.await(30, TimeUnit.SECONDS)).as("the thread goes on").isTrue();
        store.release();
        full.set(false);
        store.open();
        assertThat(store.problem()).isNull();
        store.release();
        PolicyEngine second = engine();
        store(second);
        assertThat(counted(second, 1)).isEqualTo(3);
    }

    /** Whatever is there: what is counted is kept for the next process. */
    private void keepsOn() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        assertThat(store.problem()).isNull();
        ask(first, 1, 3);
        store.release();

        PolicyEngine second = engine();
        store(second);
        assertThat(counted(second, 1)).isEqualTo(3);
    }

    @Test
    void aCrashWhileAllIsWrittenAnewLosesNothing() throws IOException {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        store.release();
        Path log = files("counts-").get(0);
        Path kept = directory.resolve("kept");
        Files.copy(log, kept);

        PolicyEngine second = engine();
        CountStore next = store(second);
        ask(second, 2, 4);
        next.release();
        Files.move(kept, log, StandardCopyOption.REPLACE_EXISTING); // as if it had not come to its removal
        assertThat(files("counts-")).hasSize(2);

        PolicyEngine third = engine();
        store(third).release();
        assertThat(counted(third, 1)).isEqualTo(3);
        assertThat(counted(third, 2)).isEqualTo(4);
        assertThat(files("counts-")).hasSize(1);
    }

    @Test
    void theKeyIsKeptForItsOwnerOnly() throws IOException {
        FingerprintKey key = KeyFile.in(directory, WallClock.system());
        assertThat(KeyFile.in(directory, WallClock.system())).isEqualTo(key);
        Path file = directory.resolve(KeyFile.NAME);
        assertThat(Files.getPosixFilePermissions(file).toString())
                .doesNotContain("GROUP")
                .doesNotContain("OTHERS");

        Files.writeString(file, "nonsense");
        FingerprintKey another = KeyFile.in(directory, WallClock.system());
        assertThat(another).isNotEqualTo(key);
        assertThat(KeyFile.in(directory, WallClock.system())).isEqualTo(another);
        assertThat(files(KeyFile.NAME + ".damaged-")).hasSize(1);
    }

    @Test
    void whoIsToLetTheLogGoWhileItIsReadWaitsForSomeTimeOnlyAndLeavesItAsItWas() throws Exception {
        PolicyEngine first = engine();
        CountStore store = store(first);
        ask(first, 1, 3);
        store.release();

        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        PolicyEngine second = engine(() -> {
            reading.countDown();
            await(slow);
            return time.now();
        });
        CountStore late = new CountStore(directory, second.keeping(), time, time, Duration.ofMillis(10));
        stores.add(late);
        late.open(); // returns after a second, though nothing is read yet
        await(reading);
        ask(second, 2, 5);
        Thread released = new Thread(late::release);
        released.start();
        while (released.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait(); // it waits for the reader now, and no longer for all to be read
        }
        slow.countDown();
        released.join();

        PolicyEngine third = engine();
        store(third);
        assertThat(counted(third, 1)).isEqualTo(3);
        assertThat(counted(third, 2)).isZero();
    }

    private static void await(CountDownLatch awaited) {
        try {
            awaited.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
