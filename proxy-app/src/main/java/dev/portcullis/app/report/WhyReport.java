package dev.portcullis.app.report;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an address stands: whether it is refused, and why or why not.
 *
 * @param address the address that was asked about
 * @param client who its requests are charged to
 * @param refused whether its requests are refused now
 * @param allowedBy the entry of the allow-list it is in; null when it is in none
 * @param unbannable why it can't be banned, in words; null when it can
 * @param observing whether the whole program only watches
 * @param accounts its bans and those of networks it is in; the one that decides first
 * @param rules every rule in force and how far the client is on the way to its limit
 */
public record WhyReport(
        IpPrefix address,
        IpPrefix client,
        boolean refused,
        @Nullable String allowedBy,
        @Nullable String unbannable,
        boolean observing,
        List<Account> accounts,
        List<Standing> rules) {

    /** Its bans and those of networks it is in; the one that decides first. */
    public List<Ban> bans() {
        return accounts.stream().map(Account::ban).toList();
    }

    /**
     * A ban, and what has come of it.
     *
     * @param ban the ban
     * @param code what the client may quote
     * @param refused requests that it has refused since this process began
     * @param sentence what its rule does, in words; null when no rule of its name is in force
     */
    public record Account(
            Ban ban, String code, long refused, @Nullable String sentence) {}

    /**
     * A rule, and how far the client is on the way to its limit.
     *
     * @param rule the rule's name
     * @param sentence what the rule does, in words
     * @param progress what stands against the client now; null for a rule that acts on the first match
     * @param by what requests are counted together by, in words; empty when that is the client, its network or all
     * @param groups of these, those that the client was seen in lately, past half of the limit
     */
    public record Standing(
            String rule, String sentence, @Nullable Progress progress, String by, List<Group> groups) {

        /** Copies the list. */
        public Standing {
            groups = List.copyOf(groups);
        }

        /** A rule that counts by the client, its network or all. */
        public Standing(String rule, String sentence, @Nullable Progress progress) {
            this(rule, sentence, progress, "", List.of());
        }
    }

    /** Requests that a rule counts together: what they have in common, and how much it counts of them. */
    public record Group(String name, long counted) {}

    /**
     * How far a client is on the way to a rule's limit.
     *
     * @param count what is counted
     * @param counted what stands against the client within the window, in requests, nanoseconds or bytes
     * @param limit the most that is allowed, in the same unit
     */
    public record Progress(Rule.Count count, long counted, long limit) {

        /** How much of what is allowed is used up: 0 is none, 1 is all. */
        public double share() {
            return (double) counted / limit;
        }
    }
}
