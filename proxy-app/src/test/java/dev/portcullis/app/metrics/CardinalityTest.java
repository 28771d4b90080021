package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import dev.portcullis.rules.api.Verdict;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever clients send, the page stays as long as it is: its series are those of the configuration. */
class CardinalityTest {

    private static final int FLOOD = 20_000;

    private final Measurements measured = new Measurements();
    private final MetricsPage page = new MetricsPage("1.2.3");

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void aFloodOfHostsMethodsStatusesPathsAndRulesMakesNoSeriesOfItsOwn() {
        measured.name(List.of("scanner", "probes"), List.of("shop", ""));
        ExchangeFamilies.add(page, measured.exchanges());
        RouteFamilies.add(page, measured.routes());
        new PolicyFamilies(page).addBans(measured.bans(), action -> {});
        for (int i = 0; i < 700; i++) { // every status there may be, and those that can't be, of an unknown site
            measured.ended(new FakeExchange()
                    .site("x")
                    .requestLine("M", "/", "HTTP/1.1")
                    .outcome(new Outcome(Ending.SERVED, i, 0, 0, 1)));
        }
        measured.ended(new FakeExchange().site("shop").verdict(new Verdict.Deny("not-configured")));
        measured.ended(new FakeExchange().site("shop").requestLine("M", "/", "HTTP/1.1"));
        List<String> before = series();

        for (int i = 0; i < FLOOD; i++) {
            measured.ended(new FakeExchange()
                    .site("host-" + i + ".example")
                    .requestLine("M" + i, "/p" + i, "HTTP/1.1")
                    .path("/p" + i));
            measured.ended(new FakeExchange()
                    .site("shop")
                    .requestLine("M" + i, "/p" + i, "HTTP/1.1")
                    .path("/p" + i)
                    .verdict(new Verdict.Deny("rule-" + i)));
        }

        assertThat(series()).isEqualTo(before);
        assertThat(before).hasSizeLessThan(1000);
    }

    /** The names and labels of the page, those of the process left out. */
    private List<String> series() {
        return page.text()
                .lines()
                .filter(line -> line.startsWith("portcullis_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }
}
