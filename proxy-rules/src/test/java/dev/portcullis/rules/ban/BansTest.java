package dev.portcullis.rules.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.BanListener.Lift;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.Condition;
import dev.portcullis.rules.rule.Rule;
import dev.portcullis.rules.rule.Rule.Action;
import dev.portcullis.rules.rule.Rule.BanTerms;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BansTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Rule FLOOD = rule("flood", HOUR, 4, Duration.ofDays(1));
    private static final Rule SCAN = rule("scan", HOUR, 1, HOUR);
    private static final IpPrefix CLIENT = block("192.0.2.1");

    private final ManualTime time = new ManualTime();
    private final Bannable bannable = new Bannable(
            new NetworkList(List.of(block("198.51.100.0/28"))), new NetworkList(List.of(block("203.0.113.9"))), 64);
    private final Bans bans = new Bans(bannable, time, time);

    static IpPrefix block(String text) {
        String[] parts = text.split("/", 2);
        IpPrefix address = Objects.requireNonNull(AddressText.parse(parts[0]), text);
        int length = parts.length == 1 ? 128 : Integer.parseInt(parts[1]);
        return address.widen(length, length);
    }

    static Rule rule(String name, Duration lasts, int repeat, Duration atMost) {
        return new Rule(name, null, Condition.ANY, Action.BAN, new BanTerms(lasts, repeat, atMost), false);
    }

    private static Ban.Evidence evidence() {
        return new Ban.Evidence(Rule.Count.REQUESTS, 2, 1, HOUR, List.of());
    }

    private Ban banned(IpPrefix subject, Rule rule) {
        return Objects.requireNonNull(bans.ban(subject, rule, false, "a test", evidence()));
    }

    private Ban observed(IpPrefix subject, Rule rule) {
        return Objects.requireNonNull(bans.ban(subject, rule, true, "a test", evidence()));
    }

    private @Nullable Ban find(String client) {
        return bans.find(block(client), time.nanos());
    }

    @Test
    void nobodyIsBannedInAnEmptyRegister() {
        assertThat(find("192.0.2.1")).isNull();
        assertThat(bans.list(time.nanos())).isEmpty();
        assertThat(bans.active(time.nanos())).isZero();
        assertThat(bans.remove(CLIENT)).isEmpty();
    }

    @Test
    void aRulesBanTellsWhoWhyAndUntilWhen() {
        Ban ban = banned(CLIENT, FLOOD);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(ban).isEqualTo(new Ban(CLIENT, "flood", "a test", start, start.plus(HOUR), 1, false, evidence()));
        assertThat(find("192.0.2.1")).isSameAs(ban);
        assertThat(find("192.0.2.2")).isNull();
    }

    @Test
    void aBanEndsToTheSecondWithoutBeingSwept() {
        banned(CLIENT, FLOOD);
        time.advance(HOUR.minusNanos(1));
        assertThat(find("192.0.2.1")).isNotNull();
        time.advance(Duration.ofNanos(1));
        assertThat(find("192.0.2.1")).isNull();
        assertThat(bans.list(time.nanos())).isEmpty();
        assertThat(bans.active(time.nanos())).isZero();
    }

    @Test
    void aJumpOfTheCalendarNeitherMakesNorEndsABan() {
        banned(CLIENT, FLOOD);
        time.jump(Duration.ofDays(365));
        bans.expire(time.nanos());
        assertThat(find("192.0.2.1")).isNotNull();
        time.jump(Duration.ofDays(-3650));
        time.advance(HOUR);
        assertThat(find("192.0.2.1")).isNull();
    }

    @Test
    void aBanOfANetworkCoversItsClients() {
        bans.add(block("192.0.2.0/24"), HOUR, "a test");
        bans.add(block("2001:db8::/32"), HOUR, "a test");
        assertThat(find("192.0.2.255")).isNotNull();
        assertThat(find("192.0.3.0")).isNull();
        assertThat(find("192.0.2.0/25")).isNotNull();
        assertThat(find("192.0.0.0/16")).isNull();
        assertThat(find("2001:db8:1:2::/64")).isNotNull();
        assertThat(find("2001:db9::/64")).isNull();
        bans.add(block("8000::/1"), HOUR, "a test");
        assertThat(find("192.0.3.0")).isNull();
    }

    @Test
    void anIpv6AddressIsBannedAndLiftedAsTheClientItBelongsTo() {
        Ban ban = bans.add(block("2001:db8::1"), HOUR, "a test");
        assertThat(ban.subject()).isEqualTo(block("2001:db8::/64"));
        assertThat(find("2001:db8::/64")).isSameAs(ban);
        assertThat(find("2001:db8::99")).isSameAs(ban);
        assertThat(bans.remove(block("2001:db8::77"))).containsExactly(ban);
        assertThat(find("2001:db8::/64")).isNull();
    }

    @Test
    void ofSeveralBansTheOneThatEndsLastIsFound() {
        Ban byHand = bans.add(CLIENT, HOUR.plusMinutes(30), "a test");
        Ban byFlood = banned(CLIENT, FLOOD);
        bans.add(block("192.0.2.0/24"), Duration.ofMinutes(10), "a test");
        assertThat(find("192.0.2.1")).isSameAs(byHand);
        assertThat(bans.active(time.nanos())).isEqualTo(3);

        Ban network = bans.add(block("192.0.0.0/16"), Duration.ofDays(1), "a test");
        assertThat(find("192.0.2.1")).isSameAs(network);
        assertThat(bans.list(time.nanos()))
                .element(1)
                .as("the list is in the order of ends")
                .isSameAs(byFlood);
    }

    @Test
    void anEnforcedBanIsFoundBeforeAnObservedOneThatLastsLonger() {
        Ban watched = observed(CLIENT, FLOOD);
        assertThat(find("192.0.2.1")).isSameAs(watched);
        Ban enforced = bans.add(CLIENT, Duration.ofMinutes(1), "a test");
        assertThat(find("192.0.2.1")).isSameAs(enforced);
        assertThat(bans.observes(CLIENT, "flood", time.nanos())).isTrue();
        assertThat(bans.observes(CLIENT, "scan", time.nanos())).isFalse();
        assertThat(bans.active(time.nanos())).isOne();
        assertThat(bans.observed(time.nanos())).isOne();
        time.advance(Duration.ofMinutes(1));
        assertThat(find("192.0.2.1")).isSameAs(watched);
        assertThat(bans.active(time.nanos())).isZero();
        assertThat(bans.observed(time.nanos())).isOne();
    }

    @Test
    void aRuleDoesNotBanTwiceWhoIsUnderItsBanAlready() {
        List<Ban> heard = new ArrayList<>();
        bans.addListener(new Recorder(heard, new ArrayList<>()));
        Ban first = banned(CLIENT, FLOOD);
        assertThat(banned(CLIENT, FLOOD)).isSameAs(first);
        Ban other = banned(CLIENT, SCAN);
        assertThat(heard).containsExactly(first, other);
        assertThat(bans.list(time.nanos())).hasSize(2);
    }

    @Test
    void aRuleThatTurnsFromWatchingToEnforcingBansWhomItOnlyWatched() {
        Ban watched = observed(CLIENT, FLOOD);
        Ban enforced = banned(CLIENT, FLOOD);
        assertThat(enforced).isNotSameAs(watched);
        assertThat(enforced.times()).isOne();
    }

    @Test
    void anAdministratorsSecondBanTakesThePlaceOfTheFirst() {
        List<String> lifted = new ArrayList<>();
        bans.addListener(new Recorder(new ArrayList<>(), lifted));
        bans.add(CLIENT, Duration.ofDays(1), "first");
        Ban second = bans.add(CLIENT, HOUR, "second");
        assertThat(bans.list(time.nanos())).containsExactly(second);
        assertThat(lifted).containsExactly("first REMOVED");
    }

    @Test
    void removingLiftsAllBansOfTheSubjectAndNoneOfTheNetworkAround() {
        Ban byHand = bans.add(CLIENT, HOUR, "a test");
        Ban byFlood = banned(CLIENT, FLOOD);
        Ban network = bans.add(block("192.0.2.0/24"), HOUR, "a test");
        assertThat(bans.remove(CLIENT)).containsExactlyInAnyOrder(byHand, byFlood);
        assertThat(find("192.0.2.1")).isSameAs(network);
        assertThat(bans.remove(block("192.0.2.0/24"))).containsExactly(network);
        assertThat(find("192.0.2.1")).isNull();
    }

    @Test
    void aBanThatHasEndedIsNotLiftedAgain() {
        banned(CLIENT, FLOOD);
        time.advance(HOUR);
        assertThat(bans.remove(CLIENT)).isEmpty();
    }

    @Test
    void listenersHearOfEveryBeginningAndEnd() {
        List<Ban> heard = new ArrayList<>();
        List<String> lifted = new ArrayList<>();
        bans.addListener(new Recorder(heard, lifted));
        banned(CLIENT, FLOOD);
        bans.add(block("192.0.2.7"), Duration.ofHours(2), "by hand");
        bans.expire(time.nanos());
        assertThat(lifted).isEmpty();
        time.advance(HOUR);
        bans.expire(time.nanos());
        bans.expire(time.nanos());
        bans.remove(block("192.0.2.7"));
        assertThat(heard).hasSize(2);
        assertThat(lifted).containsExactly("a test EXPIRED", "by hand REMOVED");
        assertThat(bans.list(time.nanos())).isEmpty();
    }

    @Test
    void aListenerThatFailsBreaksNothing() {
        List<Ban> heard = new ArrayList<>();
        bans.addListener(new BanListener() {
            @Override
            public void banned(Ban ban) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void lifted(Ban ban, Lift why) {
                throw new IllegalStateException("broken");
            }
        });
        bans.addListener(new Recorder(heard, new ArrayList<>()));
        banned(CLIENT, FLOOD);
        assertThat(heard).hasSize(1);
        assertThat(bans.remove(CLIENT)).hasSize(1);
    }

    @Test
    void whoCannotBeBannedIsNotBannedByARule() {
        for (String subject : List.of("127.0.0.1", "::/64", "203.0.113.9", "203.0.113.0/24", "127.0.0.0/8")) {
            assertThat(bans.ban(block(subject), FLOOD, false, "a test", evidence()))
                    .as(subject)
                    .isNull();
            assertThat(bans.bannable(block(subject))).isFalse();
        }
        assertThat(bans.bannable(CLIENT)).isTrue();
    }

    @Test
    void anAdministratorIsToldWhoCannotBeBanned() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bans.add(block("0.0.0.0/0"), HOUR, "a test"))
                .withMessage("0.0.0.0/0 can't be banned: it holds 127.0.0.1, which is this machine itself");
    }

    @Test
    void anAdministratorsBanHasABoundedLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bans.add(CLIENT, Duration.ofMillis(999), "a test"))
                .withMessageContaining("1 second to 36500 days");
        assertThatIllegalArgumentException().isThrownBy(() -> bans.add(CLIENT, Bans.LONGEST.plusNanos(1), "a test"));
        assertThat(bans.add(CLIENT, Bans.LONGEST, "a test").end())
                .isEqualTo(time.now().plus(Bans.LONGEST));
    }

    @Test
    void aFullRegisterRefusesFurtherBansOfRulesAndDropsNone() {
        Bans small = new Bans(bannable, time, time, 2, 2);
        assertThat(small.ban(block("192.0.2.1"), FLOOD, false, "a test", evidence()))
                .isNotNull();
        assertThat(small.ban(block("192.0.2.2"), FLOOD, false, "a test", evidence()))
                .isNotNull();
        assertThat(small.ban(block("192.0.2.3"), FLOOD, false, "a test", evidence()))
                .isNull();
        assertThat(small.ban(block("192.0.2.2"), FLOOD, false, "a test", evidence()))
                .isNotNull();
        assertThat(small.add(block("192.0.2.4"), HOUR, "by hand")).isNotNull();
        assertThat(small.active(time.nanos())).isEqualTo(3);

        time.advance(HOUR);
        small.expire(time.nanos());
        assertThat(small.ban(block("192.0.2.3"), FLOOD, false, "a test", evidence()))
                .isNotNull();
    }

    @Test
    void whenThereAreManyBansNewOnesKeepOnlyTheLastRequest() {
        Bans small = new Bans(bannable, time, time, 10, 1);
        Ban.Request first = new Ban.Request(Instant.EPOCH, "GET", "site.example", "/first", 200, 1);
        Ban.Request last = new Ban.Request(Instant.EPOCH, "GET", "site.example", "/last", 0, 0);
        Ban.Evidence evidence = new Ban.Evidence(Rule.Count.REQUESTS, 2, 1, HOUR, List.of(first, last));
        small.ban(block("192.0.2.1"), FLOOD, false, "a test", evidence);
        small.ban(block("192.0.2.2"), FLOOD, false, "a test", evidence);
        assertThat(small.list(time.nanos()))
                .extracting(ban -> Objects.requireNonNull(ban.evidence()).last())
                .containsExactly(List.of(first, last), List.of(last));
    }

    private record Recorder(List<Ban> heard, List<String> lifts) implements BanListener {

        @Override
        public void banned(Ban ban) {
            heard.add(ban);
        }

        @Override
        public void lifted(Ban ban, Lift why) {
            lifts.add(ban.reason() + " " + why);
        }
    }

    @Test
    void whoCanBeBannedMayChangeAndBansStay() {
        banned(CLIENT, FLOOD);
        bans.heed(new Bannable(NetworkList.EMPTY, new NetworkList(List.of(CLIENT)), 56));
        assertThat(bans.bannable(CLIENT)).isFalse();
        assertThat(bans.bannable(block("203.0.113.9"))).isTrue();
        assertThat(bans.ban(CLIENT, SCAN, false, "a test", evidence())).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> bans.add(CLIENT, HOUR, "a test"));
        assertThat(bans.add(block("2001:db8:0:12::1"), HOUR, "a test").subject())
                .isEqualTo(block("2001:db8::/56"));
        assertThat(find("192.0.2.1")).isNotNull();
    }
}
