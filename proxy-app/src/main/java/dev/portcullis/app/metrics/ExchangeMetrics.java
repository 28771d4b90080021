package dev.portcullis.app.metrics;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Verdict;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of each exchange that is over. Every number has its place before the first request comes, so that no
 * client can make more of them: methods are the nine of RFC 9110 and RFC 5789 or {@code _other}, statuses are 100 to 599 or
 * {@code none}, rules are those configured or {@code -}.
 */
public final class ExchangeMetrics implements ExchangeListener {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_other");
    private static final int OTHER_METHOD = METHODS.size() - 1;
    private static final int CODES = 600; // below 100, which no status is: none
    private static final String NO_RULE = "-";
    private static final List<String> ACTIONS = List.of("pass", "allow", "observe", "throttle", "deny", "drop", "ban");

    private final DurationHistogram request = new DurationHistogram();
    private final DurationHistogram origin = new DurationHistogram();
    private final DurationHistogram own = new DurationHistogram();
    private final AtomicReferenceArray<LongAdder> requests = new AtomicReferenceArray<>(METHODS.size() * CODES);
    private final Map<Outcome.Ending, LongAdder> endings = new EnumMap<>(Outcome.Ending.class);
    private final Map<String, LongAdder[]> decisions = new HashMap<>();
    private final LongAdder[] unruled = adders(ACTIONS.size());

    /** Counts with room for the rules of these names. */
    public ExchangeMetrics(Collection<String> rules) {
        for (Outcome.Ending ending : Outcome.Ending.values()) {
            endings.put(ending, new LongAdder());
        }
        for (String rule : rules) {
            decisions.put(rule, adders(ACTIONS.size()));
        }
    }

    @Override
    public void ended(FinishedExchange exchange) {
        Outcome outcome = exchange.outcome();
        request.record(exchange.totalNanos());
        own.record(exchange.ownNanos());
        if (outcome.originNanos() > 0) {
            origin.record(outcome.originNanos());
        }
        requests(methodIndex(exchange.facts().method()), outcome.status()).increment();
        ending(outcome.ending()).increment();
        decided(exchange.verdict()).increment();
    }

    DurationHistogram request() {
        return request;
    }

    DurationHistogram origin() {
        return origin;
    }

    DurationHistogram own() {
        return own;
    }

    /** Receives a count with the values of its two labels. */
    interface LabelledCount {
        void accept(String first, String second, long count);
    }

    /** The requests that have ended, by method and status; only pairs that have occurred. */
    void forEachRequestCount(LabelledCount receiver) {
        for (int i = 0; i < requests.length(); i++) {
            LongAdder count = requests.get(i);
            if (count != null) {
                int code = i % CODES;
                receiver.accept(METHODS.get(i / CODES), code == 0 ? "none" : Integer.toString(code), count.sum());
            }
        }
    }

    /** The verdicts, by rule and action; only pairs that have occurred, and {@code pass}. */
    void forEachDecisionCount(LabelledCount receiver) {
        forEachAction(NO_RULE, unruled, receiver);
        decisions.forEach((rule, counts) -> forEachAction(rule, counts, receiver));
    }

    /** How many ended in this way. */
    long ended(Outcome.Ending ending) {
        return ending(ending).sum();
    }

    private LongAdder ending(Outcome.Ending ending) {
        return Objects.requireNonNull(endings.get(ending));
    }

    private static void forEachAction(String rule, LongAdder[] counts, LabelledCount receiver) {
        for (int action = 0; action < counts.length; action++) {
            long count = counts[action].sum();
            if (count > 0) {
                receiver.accept(rule, ACTIONS.get(action), count);
            }
        }
    }

    private LongAdder requests(int method, int status) {
        int index = method * CODES + (status < 100 || status >= CODES ? 0 : status);
        LongAdder count = requests.get(index);
        if (count == null) {
            requests.compareAndSet(index, null, new LongAdder());
            count = requests.get(index);
        }
        return count;
    }

    /** An allow-list's entry names the rule of its verdict but is an address, which no label may hold: it counts as no rule. */
    private LongAdder decided(Verdict verdict) {
        String rule = verdict.rule();
        LongAdder[] counts = rule == null || verdict instanceof Verdict.Allow ? null : decisions.get(rule);
        return (counts == null ? unruled : counts)[actionIndex(verdict)];
    }

    private static int actionIndex(Verdict verdict) {
        if (verdict instanceof Verdict.Pass) {
            return 0;
        }
        return ACTIONS.indexOf(verdict.action());
    }

    private static int methodIndex(String method) {
        return switch (method) {
            case "GET" -> 0;
            case "HEAD" -> 1;
            case "POST" -> 2;
            case "PUT" -> 3;
            case "DELETE" -> 4;
            case "CONNECT" -> 5;
            case "OPTIONS" -> 6;
            case "TRACE" -> 7;
            case "PATCH" -> 8;
            default -> OTHER_METHOD;
        };
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
