package dev.portcullis.app.admin;

import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.fake.SampleLive;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.LiveReport;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.app.report.WhyReport;
import dev.portcullis.app.slow.SlowRequest;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.SupportCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A program with a list of bans and nothing else; 127.0.0.1 can't be banned. */
final class FakeOperator implements Operator {

    final List<Ban> bans = new ArrayList<>();
    final CompletableFuture<ReloadReport> reload = new CompletableFuture<>();
    boolean ready = true;
    LiveReport live = SampleLive.report("Mozilla/5.0");

    private Runnable lifting = () -> {};

    /** From now on this is done when bans of a rule are lifted. */
    void whenLifting(Runnable action) {
        lifting = action;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String metrics() {
        return "portcullis_build_info 1\n";
    }

    @Override
    public StatusReport status() {
        throw new IllegalStateException("the fake has no status");
    }

    @Override
    public LiveReport live() {
        return live;
    }

    @Override
    public CompletableFuture<ReloadReport> reload() {
        return reload;
    }

    @Override
    public List<OriginSpenders> spenders(int most) {
        Admission.Spender spender =
                new Admission.Spender(FakeExchange.address("192.0.2.7"), 1_500_000_000L, 0.75, 2, 3);
        return List.of(new OriginSpenders("shop", List.of(spender)));
    }

    @Override
    public List<SlowRequest> slowest(int most) {
        SlowRequest.End end = new SlowRequest.End(200, Outcome.Ending.SERVED, 1234);
        SlowRequest.Times times = new SlowRequest.Times(3_000_000_000L, 500_000_000L, 2_400_000_000L, 1_000_000L);
        return List.of(new SlowRequest(
                SampleBans.START, FakeExchange.address("192.0.2.7"), "shop", "GET", "/search?q=<b>", end, times));
    }

    @Override
    public CompletableFuture<List<TestResult>> testNotifications(@Nullable String target) {
        return CompletableFuture.completedFuture(
                target == null || target.equals("chat")
                        ? List.of(new TestResult("chat", "slack", true, "HTTP 200: ok"))
                        : List.of());
    }

    @Override
    public CompletableFuture<ReloadReport> restart() {
        return reload;
    }

    @Override
    public List<Ban> handOver() {
        return bans;
    }

    @Override
    public void inherit(List<Ban> inherited) {
        bans.addAll(inherited);
    }

    @Override
    public List<Ban> liftAll(String rule) {
        lifting.run();
        List<Ban> lifted = bans.stream().filter(ban -> ban.rule().equals(rule)).toList();
        bans.removeAll(lifted);
        return lifted;
    }

    @Override
    public BanPage bans(int most, @Nullable String after) {
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(from + most, bans.size());
        return new BanPage(bans.subList(from, to), bans.size(), to < bans.size() ? Integer.toString(to) : null);
    }

    @Override
    public Ban ban(IpPrefix subject, Duration lasts, String reason) {
        if (subject.toString().equals("127.0.0.1")) {
            throw new IllegalArgumentException("127.0.0.1 can't be banned: it is this machine itself");
        }
        Ban ban = new Ban(subject, Ban.MANUAL, reason, SampleBans.START, SampleBans.START.plus(lasts), 1, false, null);
        bans.add(ban);
        return ban;
    }

    @Override
    public List<Ban> lift(IpPrefix subject) {
        List<Ban> lifted =
                bans.stream().filter(ban -> ban.subject().equals(subject)).toList();
        bans.removeAll(lifted);
        return lifted;
    }

    @Override
    public WhyReport why(IpPrefix address) {
        List<Ban> covering =
                bans.stream().filter(ban -> ban.subject().contains(address)).toList();
        return new WhyReport(
                address,
                address,
                !covering.isEmpty(),
                null,
                null,
                false,
                covering.stream().map(SampleBans::account).toList(),
                List.of());
    }

    @Override
    public List<Ban> coded(String code) {
        return bans.stream().filter(ban -> SupportCode.of(ban).equals(code)).toList();
    }
}
