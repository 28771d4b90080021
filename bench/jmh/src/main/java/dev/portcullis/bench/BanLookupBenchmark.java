package dev.portcullis.bench;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whether a client is banned, or its network is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BanLookupBenchmark {

    private static final int ASKED = 1 << 16;

    @Param({"0", "1000", "100000", "1000000"})
    private int bannedNetworks;

    private Bans bans;
    private IpPrefix[] strangers;
    private IpPrefix[] banned;
    private int next;

    @Setup
    public void start() {
        NetworkList nobody = new NetworkList(List.of());
        bans = new Bans(new Bannable(nobody, nobody, 64), Ticker.system(), WallClock.system());
        bans.restore(BannedNetworks.of(bannedNetworks, WallClock.system().now()));
        strangers = IntStream.range(0, ASKED).mapToObj(Addresses::client).toArray(IpPrefix[]::new);
        banned = IntStream.range(0, ASKED)
                .map(number -> (int) (number * 7919L % Math.max(1, bannedNetworks)))
                .mapToObj(number -> Addresses.within(Addresses.network(number)))
                .toArray(IpPrefix[]::new);
    }

    @Benchmark
    public @Nullable Ban notBanned() {
        return bans.find(strangers[next++ & ASKED - 1], System.nanoTime());
    }

    @Benchmark
    public @Nullable Ban banned() {
        return bans.find(banned[next++ & ASKED - 1], System.nanoTime());
    }
}
