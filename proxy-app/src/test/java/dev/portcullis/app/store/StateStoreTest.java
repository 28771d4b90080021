package dev.portcullis.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.report.AddressInput;
import dev.portcullis.rules.api.Keeping;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.KeptBan;
import dev.portcullis.rules.safety.LearnedAdmins.Spared;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StateStoreTest {

    private static final Instant LATER = SampleBans.START.plusSeconds(86_400);

    private final FakeShelf disk = new FakeShelf();
    private final List<KeptBan> register = new CopyOnWriteArrayList<>();
    private final List<Spared> admins = new CopyOnWriteArrayList<>();
    private final List<StateStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        disk.goOn();
        stores.forEach(StateStore::close);
    }

    private final Keeper keeper = new Keeper() {
        @Override
        public void restore(KeptState kept) {
            register.addAll(kept.bans());
            admins.addAll(kept.admins());
        }

        @Override
        public KeptState state() {
            return new KeptState(register, admins);
        }
    };

    private StateStore store() {
        StateStore store = new StateStore(disk, keeper, Ticker.system(), Duration.ofMillis(20));
        stores.add(store);
        return store;
    }

    private StateStore restarted() {
        stores.forEach(StateStore::close);
        register.clear();
        StateStore next = store();
        next.open();
        return next;
    }

    private KeptBan ban(String subject) {
        Ban sample = SampleBans.scanner();
        Ban ban = new Ban(
                AddressInput.parse(subject),
                sample.rule(),
                sample.reason(),
                sample.start(),
                sample.end(),
                sample.times(),
                sample.observed(),
                sample.evidence());
        KeptBan kept = new KeptBan(ban, LATER);
        register.add(kept);
        return kept;
    }

    private static void await(Keeping keeping) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        keeping.whenDone(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).as("done").isTrue();
    }

    @Test
    void aBanIsOnTheDiskWhenItsKeepingIsDone() throws Exception {
        StateStore store = store();
        store.open();
        disk.hang();
        KeptBan ban = ban("192.0.2.1");
        Keeping keeping = store.keep(ban);
        assertThat(keeping.done()).isFalse();
        assertThat(disk.size()).isZero();

        disk.goOn();
        await(keeping);

        assertThat(disk.size()).isEqualTo(1);
        assertThat(store.unkept()).isZero();
        restarted();
        assertThat(register).containsExactly(ban);
    }

    @Test
    void bansThatComeWhileTheDiskWorksAreWrittenTogether() throws Exception {
        StateStore store = store();
        store.open();
        int before = disk.commits;
        disk.hang();
        List<Keeping> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(store.keep(ban("192.0.2." + i)));
        }
        disk.goOn();
        for (Keeping each : all) {
            await(each);
        }

        assertThat(disk.size()).isEqualTo(200);
        assertThat(disk.commits - before).isLessThanOrEqualTo(3);
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        StateStore store = store();
        store.open();
        KeptBan ban = ban("192.0.2.1");
        store.keep(ban);
        register.clear();
        store.forget(ban.ban().subject(), ban.ban().rule(), ban.ban().observed());
        await(store.keep(ban("192.0.2.2")));

        assertThat(disk.size()).isEqualTo(1);
    }

    @Test
    void aFullDiskKeepsNobodyWaitingAndIsMadeUpForLater() throws Exception {
        StateStore store = store();
        store.open();
        disk.full = true;
        Keeping keeping = store.keep(ban("192.0.2.1"));
        await(keeping);

        assertThat(store.problem()).isEqualTo("no space left on device");
        assertThat(store.unkept()).isEqualTo(1);
        assertThat(disk.size()).isZero();

        disk.full = false;
        while (store.problem() != null) {
            Thread.onSpinWait();
        }
        assertThat(disk.size()).isEqualTo(1);
        restarted();
        assertThat(register).hasSize(1);
    }

    /** A thread that ended would keep nothing from then on, and nobody would hear of it. */
    @Test
    void aWantOfMemoryIsAFailureThatIsMadeUpFor() throws Exception {
        StateStore store = store();
        store.open();
        disk.failure = new OutOfMemoryError("told by this test");
        Keeping keeping = store.keep(ban("192.0.2.1"));
        await(keeping);

        assertThat(store.problem()).contains("told by this test");

        disk.failure = null;
        while (store.problem() != null) {
            Thread.onSpinWait();
        }
        assertThat(disk.size()).isEqualTo(1);
    }

    @Test
    void whoGivesUpWaitingIsCounted() {
        StateStore store = store();
        Keeping keeping = store.keep(ban("192.0.2.1"));
        List<String> told = new ArrayList<>();
        keeping.whenDone(() -> told.add("done"));
        keeping.giveUp();

        assertThat(keeping.done()).isTrue();
        assertThat(told).containsExactly("done");
        assertThat(store.unkept()).isEqualTo(1);
    }

    @Test
    void whatIsToldBeforeItIsOpenIsWrittenThen() throws Exception {
        StateStore store = store();
        Keeping keeping = store.keep(ban("192.0.2.1"));
        assertThat(keeping.done()).isFalse();

        store.open();
        await(keeping);
        assertThat(disk.size()).isEqualTo(1);
    }

    @Test
    void theFileGoesToTheNextProcessAndComesBackWithWhatThatHasWritten() throws Exception {
        StateStore store = store();
        store.open();
        KeptBan first = ban("192.0.2.1");
        store.keep(first);
        store.release();
        assertThat(disk.open).isFalse();
        assertThat(disk.size()).as("written before it was released").isEqualTo(1);
        assertThat(store.keep(ban("192.0.2.2")).done())
                .as("nobody waits for what is not kept")
                .isTrue();

        register.clear();
        StateStore next = store();
        next.open();
        await(next.keep(ban("192.0.2.3")));
        next.release();
        register.clear();
        store.open();

        assertThat(register)
                .extracting(kept -> kept.ban().subject().toString())
                .containsExactly("192.0.2.1", "192.0.2.3");
    }

    @Test
    void theRealFileKeepsBansWithTheirEvidence(@TempDir Path directory) throws Exception {
        StateStore store = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        store.open();
        KeptBan ban = ban("192.0.2.1");
        await(store.keep(ban));
        KeptBan manual = new KeptBan(SampleBans.manual(), SampleBans.manual().end());
        register.add(manual);
        await(store.keep(manual));
        store.close();
        register.clear();

        StateStore next = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(next);
        next.open();
        assertThat(register).containsExactlyInAnyOrder(ban, manual);
        assertThat(next.problem()).isNull();
    }

    @Test
    void whoWasLearntToBeAnAdministratorIsKeptToo(@TempDir Path directory) {
        StateStore store = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        store.open();
        Spared one = new Spared(AddressInput.parse("192.0.2.1"), LATER);
        Spared other = new Spared(AddressInput.parse("2001:db8::/64"), LATER);
        store.keep(one);
        store.keep(other);
        store.keep(new Spared(AddressInput.parse("192.0.2.3"), LATER));
        store.forget(AddressInput.parse("192.0.2.3"));
        store.close();

        StateStore next = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(next);
        next.open();
        assertThat(admins).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void aDamagedFileIsMovedAsideAndANewOneBegun(@TempDir Path directory) throws Exception {
        Path file = directory.resolve(StateFile.NAME);
        Files.write(
                file,
                "this is not a state file at all, but long enough to be one. "
                        .repeat(500)
                        .getBytes(StandardCharsets.US_ASCII));
        StateStore store = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        store.open();
        await(store.keep(ban("192.0.2.1")));

        assertThat(store.problem()).isNull();
        try (var files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .anyMatch(name -> name.startsWith(StateFile.NAME + ".damaged-"))
                    .contains(StateFile.NAME);
        }
    }

    @Test
    void aFileWithHolesIsMovedAsideOrReadAsFarAsItIsWhole(@TempDir Path directory) throws Exception {
        StateStore store = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        store.open();
        for (int i = 0; i < 100; i++) {
            await(store.keep(ban("192.0.2." + i)));
        }
        store.close();
        Path file = directory.resolve(StateFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 8192, bytes.length, (byte) 0x5A);
        Files.write(file, bytes);
        register.clear();

        StateStore next = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(next);
        next.open();
        await(next.keep(ban("192.0.2.200")));
        assertThat(next.problem()).isNull();
    }

    @Test
    void theFileStaysSmallHoweverManyBansComeAndGo(@TempDir Path directory) throws Exception {
        long large = 200_000;
        StateStore store = new StateStore(
                () -> StateFile.open(directory, WallClock.system(), large),
                keeper,
                Ticker.system(),
                Duration.ofSeconds(5));
        stores.add(store);
        store.open();
        for (int i = 0; i < 300; i++) {
            KeptBan ban = ban("192.0.2." + i % 10);
            await(store.keep(ban));
            if (i < 290) {
                register.remove(ban);
                store.forget(ban.ban().subject(), ban.ban().rule(), ban.ban().observed());
            }
        }
        store.close();

        assertThat(Files.size(directory.resolve(StateFile.NAME))).isLessThan(2 * large);
        List<KeptBan> left = List.copyOf(register);
        register.clear();
        StateStore next = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(next);
        next.open();
        assertThat(register).containsExactlyInAnyOrderElementsOf(left);
    }

    @Test
    void aSecondProcessGoesOnInMemory(@TempDir Path directory) {
        StateStore store = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        store.open();
        StateStore second = StateStore.in(directory, keeper, Ticker.system(), WallClock.system());
        stores.add(second);
        second.open();

        assertThat(second.problem()).startsWith("another process uses ");
        assertThat(store.problem()).isNull();
    }

    @Test
    void aDirectoryThatIsNotThereIsAProblemNotAFailure(@TempDir Path directory) throws Exception {
        StateStore store =
                StateStore.in(directory.resolve("a/file/cannot/be"), keeper, Ticker.system(), WallClock.system());
        stores.add(store);
        Files.createFile(directory.resolve("a"));
        store.open();
        await(store.keep(ban("192.0.2.1")));

        assertThat(store.problem()).startsWith("there is no directory ");
    }
}
