package dev.portcullis.app.live;

import dev.portcullis.app.live.ClientFigures.Sample;
import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The clients that asked the most, however many ask: a summary after Misra and Gries (1982). It holds at most {@link #MOST} clients. When one more
 * comes, everybody is made one less, and who has none left goes: a count is never too high, and too low by at most the
 * number of requests divided by {@link #MOST}. Not safe between threads.
 */
final class Crowd {

    static final int MOST = 512;

    private static final int PATH = 160;
    private static final int AGENT = 200;

    private final Map<IpPrefix, Member> members = new HashMap<>();

    private static final class Member {
        final Sample sample;
        long rank; // what Misra and Gries count
        long requests;
        long refused;
        long errors;
        long originNanos;

        Member(Sample sample) {
            this.sample = sample;
        }

        void add(Member other) {
            rank += other.rank;
            requests += other.requests;
            refused += other.refused;
            errors += other.errors;
            originNanos += other.originNanos;
        }
    }

    void add(FinishedExchange exchange) {
        Member member = member(exchange.facts().client(), exchange);
        Outcome outcome = exchange.outcome();
        member.rank++;
        member.requests++;
        if (outcome.ending() == Outcome.Ending.REFUSED) {
            member.refused++;
        } else if (outcome.status() >= 400 && outcome.statusIsOrigins()) {
            member.errors++;
        }
        member.originNanos += outcome.chargedNanos();
    }

    private Member member(IpPrefix client, FinishedExchange exchange) {
        Member member = members.get(client);
        if (member == null) {
            member = new Member(sample(exchange));
            members.put(client, member);
            makeRoom(1);
        }
        return member;
    }

    /** Adds what others were counted for; their samples are newer. */
    void addAll(Crowd others) {
        others.members.forEach((client, more) -> {
            Member sum = new Member(more.sample);
            sum.add(more);
            Member before = members.put(client, sum);
            if (before != null) {
                sum.add(before);
            }
        });
        if (members.size() > MOST) {
            long[] ranks = members.values().stream()
                    .mapToLong(member -> member.rank)
                    .sorted()
                    .toArray();
            makeRoom(ranks[ranks.length - 1 - MOST]);
        }
    }

    private void makeRoom(long less) {
        if (members.size() > MOST) {
            members.values().forEach(member -> member.rank -= less);
            members.values().removeIf(member -> member.rank < 1 && member.requests > 0);
        }
    }

    /** Those that asked the most, the first first. */
    List<ClientFigures> top(int most) {
        return members.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().requests, a.getValue().requests))
                .limit(most)
                .map(entry -> figures(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Those of these clients that are known. */
    List<ClientFigures> of(List<IpPrefix> clients) {
        List<ClientFigures> known = new ArrayList<>();
        for (IpPrefix client : Set.copyOf(clients)) {
            Member member = members.get(client);
            if (member != null) {
                known.add(figures(client, member));
            }
        }
        return known;
    }

    private static ClientFigures figures(IpPrefix client, Member member) {
        return new ClientFigures(
                client, member.requests, member.refused, member.errors, member.originNanos, member.sample);
    }

    private static Sample sample(FinishedExchange exchange) {
        String agent = exchange.userAgent();
        return new Sample(
                cut(exchange.facts().method(), 16),
                cut(exchange.facts().host(), PATH),
                cut(exchange.facts().path(), PATH),
                exchange.outcome().status(),
                agent == null ? "" : cut(agent, AGENT),
                exchange.facts().tlsFingerprint());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
