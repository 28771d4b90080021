package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener.Lift;
import dev.portcullis.rules.cache.CacheState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BanMetricsTest {

    private final BanMetrics bans = new BanMetrics();
    private final MetricsPage page = new MetricsPage("1.2.3");

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void bansInForceAreByWhatMadeThemAndByWhatTheyDo() {
        bans.name(List.of("scanner", "quiet"));
        new PolicyFamilies(page).addBans(bans, action -> List.of(
                        SampleBans.scanner(), SampleBans.scanner(), SampleBans.manual(), by("gone"))
                .forEach(action));

        assertThat(lines("portcullis_active_bans"))
                .containsExactlyInAnyOrder(
                        "portcullis_active_bans{origin=\"scanner\",action=\"ban\",} 2.0",
                        "portcullis_active_bans{origin=\"scanner\",action=\"observe\",} 0.0",
                        "portcullis_active_bans{origin=\"quiet\",action=\"ban\",} 0.0",
                        "portcullis_active_bans{origin=\"quiet\",action=\"observe\",} 0.0",
                        "portcullis_active_bans{origin=\"manual\",action=\"ban\",} 1.0",
                        "portcullis_active_bans{origin=\"manual\",action=\"observe\",} 0.0",
                        "portcullis_active_bans{origin=\"_other\",action=\"ban\",} 1.0",
                        "portcullis_active_bans{origin=\"_other\",action=\"observe\",} 0.0");
    }

    @Test
    void bansAreCountedAsTheyBeginAndEnd() {
        new PolicyFamilies(page).addBans(bans, action -> {});
        bans.name(List.of("scanner", SampleBans.observed().rule()));

        bans.banned(SampleBans.scanner());
        bans.banned(SampleBans.observed());
        bans.name(List.of("scanner", SampleBans.observed().rule(), "new"));
        bans.banned(SampleBans.scanner());
        bans.lifted(SampleBans.scanner(), Lift.EXPIRED);
        bans.lifted(SampleBans.manual(), Lift.REMOVED);
        bans.lifted(SampleBans.manual(), Lift.REMOVED);

        assertThat(lines("portcullis_bans_total"))
                .contains(
                        "portcullis_bans_total{rule=\"scanner\",action=\"ban\",} 2.0",
                        "portcullis_bans_total{rule=\"" + SampleBans.observed().rule() + "\",action=\"observe\",} 1.0",
                        "portcullis_bans_total{rule=\"new\",action=\"ban\",} 0.0");
        assertThat(lines("portcullis_bans_ended_total"))
                .containsExactlyInAnyOrder(
                        "portcullis_bans_ended_total{reason=\"expired\",} 1.0",
                        "portcullis_bans_ended_total{reason=\"removed\",} 2.0");
    }

    @Test
    void aFloodOfRulesThatAreNotConfiguredMakesOneLabel() {
        new PolicyFamilies(page).addBans(bans, action -> IntStream.range(0, 1000)
                .mapToObj(i -> by("rule-" + i))
                .forEach(action));
        bans.name(List.of("scanner"));
        IntStream.range(0, 1000).forEach(i -> bans.banned(by("rule-" + i)));

        assertThat(lines("portcullis_bans_total")).hasSize(6);
        assertThat(lines("portcullis_active_bans"))
                .hasSize(6)
                .contains("portcullis_active_bans{origin=\"_other\",action=\"ban\",} 1000.0");
    }

    @Test
    void cachesTellHowFullTheyAre() {
        new PolicyFamilies(page).addCaches(() -> List.of(new CacheState("clients", 10, 100, 3)));

        assertThat(lines("portcullis_cache_"))
                .containsExactlyInAnyOrder(
                        "portcullis_cache_entries{cache=\"clients\",} 10.0",
                        "portcullis_cache_max_entries{cache=\"clients\",} 100.0",
                        "portcullis_cache_evictions_total{cache=\"clients\",} 3.0");
    }

    private static Ban by(String rule) {
        Ban made = SampleBans.scanner();
        return new Ban(made.subject(), rule, made.reason(), made.start(), made.end(), 1, false, null);
    }

    private List<String> lines(String prefix) {
        return page.text().lines().filter(line -> line.startsWith(prefix)).toList();
    }
}
