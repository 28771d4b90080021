package dev.portcullis.app.run;

import dev.portcullis.app.admin.Operator;
import dev.portcullis.app.admission.OriginSpenders;
import dev.portcullis.app.live.Traffic;
import dev.portcullis.app.metrics.MetricsPage;
import dev.portcullis.app.notify.Notifier;
import dev.portcullis.app.notify.TestResult;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.LiveReport;
import dev.portcullis.app.report.ReloadReport;
import dev.portcullis.app.report.RuleText;
import dev.portcullis.app.report.StatusReport;
import dev.portcullis.app.report.WhyReport;
import dev.portcullis.app.slow.SlowRequest;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Standing;
import dev.portcullis.rules.engine.RuleCount;
import dev.portcullis.rules.engine.RuleState;
import dev.portcullis.rules.rule.Per;
import dev.portcullis.rules.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers the administrator from the program that runs. Safe between threads. */
final class LiveOperator implements Operator {

    private static final int SHOWN = 10;
    private static final int SHOWN_BANS = 50;

    private final PolicyParts policy;
    private final MetricsPage page;
    private final Supplier<StatusReport> status;
    private final IntFunction<List<OriginSpenders>> spenders;
    private final BiFunction<Instant, Integer, List<SlowRequest>> slow;
    private final Supplier<CompletableFuture<ReloadReport>> reload;
    private final Traffic traffic;
    private volatile boolean stopping;
    private volatile @Nullable Succession succession;
    private volatile @Nullable Notifier notifier;

    LiveOperator(
            PolicyParts policy,
            MetricsPage page,
            Supplier<StatusReport> status,
            IntFunction<List<OriginSpenders>> spenders,
            BiFunction<Instant, Integer, List<SlowRequest>> slow,
            Supplier<CompletableFuture<ReloadReport>> reload,
            Traffic traffic) {
        this.policy = policy;
        this.page = page;
        this.status = status;
        this.spenders = spenders;
        this.slow = slow;
        this.reload = reload;
        this.traffic = traffic;
    }

    /** From now on a new process may take over. */
    void allow(Succession restarts) {
        succession = restarts;
    }

    /** From now on notifications can be tried. */
    void notifyBy(Notifier tells) {
        notifier = tells;
    }

    /** From now on the program is not ready. */
    void stopping() {
        stopping = true;
    }

    @Override
    public boolean ready() {
        return !stopping;
    }

    @Override
    public String metrics() {
        return page.text();
    }

    @Override
    public StatusReport status() {
        return status.get();
    }

    @Override
    public List<OriginSpenders> spenders(int most) {
        return spenders.apply(most);
    }

    @Override
    public List<SlowRequest> slowest(int most) {
        return slow.apply(policy.time().clock().now(), most);
    }

    @Override
    public LiveReport live() {
        List<OriginSpenders> costliest = spenders(SHOWN);
        List<IpPrefix> known = costliest.stream()
                .flatMap(origin -> origin.clients().stream())
                .map(Admission.Spender::client)
                .toList();
        StatusReport standing = status();
        return new LiveReport(
                policy.time().clock().now(),
                standing,
                traffic.seconds(),
                costliest,
                traffic.clients(SHOWN, known),
                bans(SHOWN_BANS, null).bans(),
                ruleLines(standing.policy().rules()),
                slowest(SHOWN));
    }

    private List<LiveReport.RuleLine> ruleLines(List<StatusReport.RuleReport> reports) {
        List<String> stopped = policy.stoppedRules();
        Map<String, Boolean> watching = policy.settings().rules().stream()
                .collect(Collectors.toMap(Rule::name, Rule::observe, (one, other) -> one));
        return reports.stream()
                .map(report -> {
                    boolean observes = policy.settings().observe() || watching.getOrDefault(report.name(), false);
                    LiveReport.RuleState state = stopped.contains(report.name())
                            ? LiveReport.RuleState.STOPPED
                            : observes ? LiveReport.RuleState.OBSERVE : LiveReport.RuleState.ENFORCE;
                    return new LiveReport.RuleLine(report, state);
                })
                .toList();
    }

    @Override
    public CompletableFuture<ReloadReport> reload() {
        return reload.get();
    }

    @Override
    public CompletableFuture<List<TestResult>> testNotifications(@Nullable String target) {
        Notifier tells = notifier;
        return tells == null ? CompletableFuture.completedFuture(List.of()) : tells.test(target);
    }

    @Override
    public CompletableFuture<ReloadReport> restart() {
        Succession restarts = succession;
        return restarts == null || stopping
                ? CompletableFuture.completedFuture(new ReloadReport.Refused(List.of("the program is not serving")))
                : restarts.restart();
    }

    @Override
    public List<Ban> handOver() {
        Succession restarts = succession;
        if (restarts == null) {
            throw new IllegalArgumentException("no restart is under way");
        }
        return restarts.handOver();
    }

    @Override
    public void inherit(List<Ban> bans) {
        policy.bans().adopt(bans);
    }

    @Override
    public BanPage bans(int most, @Nullable String after) {
        NewestBans newest = new NewestBans(most, after);
        policy.bans().forEach(policy.ticker().nanos(), newest);
        return newest.page();
    }

    @Override
    public Ban ban(IpPrefix subject, Duration lasts, String reason) {
        Ban made = policy.bans().add(subject, lasts, reason);
        policy.safety().admins().forget(made.subject());
        return made;
    }

    @Override
    public List<Ban> lift(IpPrefix subject) {
        return policy.engine().lift(subject);
    }

    @Override
    public List<Ban> liftAll(String rule) {
        return policy.engine().liftAll(rule);
    }

    @Override
    public WhyReport why(IpPrefix address) {
        long now = policy.ticker().nanos();
        Bannable bannable = Bannable.of(policy.settings());
        IpPrefix client = bannable.subject(address);
        return new WhyReport(
                address,
                client,
                policy.engine().refuses(client, now),
                policy.engine().allowedBy(client),
                bannable.byRule(client) ? null : bannable.refusal(client),
                policy.settings().observe(),
                accounts(client, now),
                rules(client, now));
    }

    @Override
    public List<Ban> coded(String code) {
        return standings(policy.ticker().nanos(), standing -> standing.code().equals(code)).stream()
                .map(Standing::ban)
                .toList();
    }

    /** The bans that cover the client, the one that decides first. */
    private List<WhyReport.Account> accounts(IpPrefix client, long now) {
        Standing decisive = policy.bans().standing(client, now);
        if (decisive == null) {
            return List.of();
        }
        List<Standing> others =
                standings(now, standing -> standing.ban().subject().contains(client) && standing != decisive);
        return Stream.concat(Stream.of(decisive), others.stream())
                .map(this::account)
                .toList();
    }

    /** Those few that are meant, the one that ends first being first, without sorting all there are. */
    private List<Standing> standings(long now, Predicate<Standing> meant) {
        List<Standing> found = new ArrayList<>();
        policy.bans().forEach(now, standing -> {
            if (meant.test(standing)) {
                found.add(standing);
            }
        });
        Collections.sort(found);
        return found;
    }

    private WhyReport.Account account(Standing standing) {
        String sentence = policy.engine().rules().stream()
                .map(RuleState::rule)
                .filter(rule -> rule.name().equals(standing.ban().rule()))
                .map(RuleText::sentence)
                .findFirst()
                .orElse(null);
        return new WhyReport.Account(standing.ban(), standing.code(), standing.refused(), sentence);
    }

    private List<WhyReport.Standing> rules(IpPrefix client, long now) {
        Map<Rule, RuleCount> counts = policy.engine().counts(client, now).stream()
                .collect(Collectors.toMap(RuleCount::rule, Function.identity()));
        return policy.engine().rules().stream()
                .map(RuleState::rule)
                .map(rule -> standing(rule, counts.get(rule)))
                .toList();
    }

    private static WhyReport.Standing standing(Rule rule, @Nullable RuleCount count) {
        Rule.Threshold threshold = rule.threshold();
        WhyReport.Progress progress = progress(rule, count);
        if (threshold == null || count == null || isByClient(threshold.per())) {
            return new WhyReport.Standing(rule.name(), RuleText.sentence(rule), progress);
        }
        List<WhyReport.Group> groups = count.groups().stream()
                .map(group -> new WhyReport.Group(group.name(), group.counted()))
                .toList();
        return new WhyReport.Standing(
                rule.name(), RuleText.sentence(rule), progress, threshold.per().toString(), groups);
    }

    private static boolean isByClient(Per per) {
        return per.equals(Per.CLIENT) || per.equals(Per.NETWORK) || per.equals(Per.ALL);
    }

    private static WhyReport.@Nullable Progress progress(Rule rule, @Nullable RuleCount count) {
        Rule.Threshold threshold = rule.threshold();
        return threshold == null || count == null
                ? null
                : new WhyReport.Progress(threshold.count(), count.counted(), count.limit());
    }
}
