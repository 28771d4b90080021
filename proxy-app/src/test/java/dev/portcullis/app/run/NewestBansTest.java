package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.app.report.BanPage;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.Bannable;
import dev.portcullis.rules.ban.Bans;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewestBansTest {

    private final ManualTime time = new ManualTime();
    private final Bans bans =
            new Bans(new Bannable(new NetworkList(List.of()), new NetworkList(List.of()), 64), time, time);

    @Test
    void theNewestComeFirstAndPagesHaveAllOfThemOnce() {
        ban(1, 250);

        BanPage first = page(100, null);
        BanPage second = page(100, first.next());
        BanPage third = page(100, second.next());
        List<Ban> all = new ArrayList<>(first.bans());
        all.addAll(second.bans());
        all.addAll(third.bans());
        assertThat(all)
                .hasSize(250)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.comparing(Ban::start).reversed());
        assertThat(all.get(0).subject()).isEqualTo(address(250));
        assertThat(third.next()).isNull();
        assertThat(List.of(first.total(), third.total())).containsOnly(250L);
    }

    @Test
    void whatHappensBetweenPagesNeitherRepeatsNorHidesOthers() {
        ban(1, 30);
        BanPage first = page(10, null);
        ban(31, 40);
        bans.remove(address(21));
        bans.remove(address(15));

        List<Integer> seen = new ArrayList<>();
        for (BanPage page = page(10, first.next()); ; page = page(10, page.next())) {
            page.bans().forEach(ban -> seen.add(number(ban)));
            if (page.next() == null) {
                break;
            }
        }
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.iterate(20, i -> i >= 1, i -> i - 1)
                        .filter(i -> i != 15)
                        .boxed()
                        .toList());
    }

    @Test
    void bansOfTheSameMomentAreToldApart() {
        for (int i = 1; i <= 1000; i++) {
            bans.add(address(i), Duration.ofHours(1), "list");
        }
        List<Ban> seen = new ArrayList<>();
        for (BanPage page = page(7, null); ; page = page(7, page.next())) {
            seen.addAll(page.bans());
            if (page.next() == null) {
                break;
            }
        }
        assertThat(new HashSet<>(seen)).hasSize(1000);
        assertThat(seen).hasSize(1000);
    }

    @Test
    void aPageThatIsJustFullIsTheLast() {
        ban(1, 10);

        assertThat(page(10, null).next()).isNull();
        assertThat(page(9, null).next()).isNotNull();
        assertThat(page(1, null).bans()).singleElement().satisfies(ban -> assertThat(number(ban))
                .isEqualTo(10));
    }

    @Test
    void withoutBansThePageIsEmpty() {
        assertThat(page(10, null)).isEqualTo(new BanPage(List.of(), 0, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.2", "1.2.3.4", "9223372036854775807.9223372036854775807.1", "a.b.c"})
    void whatNoPageGaveIsRefused(String after) {
        assertThatIllegalArgumentException().isThrownBy(() -> page(10, after)).withMessageContaining("\"after\"");
    }

    private BanPage page(int most, @Nullable String after) {
        NewestBans newest = new NewestBans(most, after);
        bans.forEach(time.nanos(), newest);
        return newest.page();
    }

    private void ban(int from, int to) {
        for (int i = from; i <= to; i++) {
            time.advance(Duration.ofMillis(1));
            bans.add(address(i), Duration.ofHours(1), "list");
        }
    }

    private static IpPrefix address(int number) {
        return Objects.requireNonNull(AddressText.parse("198.18." + number / 256 + "." + number % 256));
    }

    private static int number(Ban ban) {
        String[] parts = ban.subject().toString().split("\\.", -1);
        return Integer.parseInt(parts[2]) * 256 + Integer.parseInt(parts[3]);
    }
}
