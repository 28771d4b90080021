package dev.portcullis.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.api.Outcome.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteMetricsTest {

    private static final Outcome SLOW =
            new Outcome(Ending.SERVED, 200, 0, 10, Duration.ofMillis(400).toNanos());
    private static final Outcome SLOW_404 = new Outcome(Ending.SERVED, 404, 0, 10, SLOW.originNanos());

    private final Measurements measured = new Measurements();
    private final RouteMetrics routes = measured.routes();
    private final MetricsPage page = new MetricsPage("1.2.3");

    @BeforeEach
    void join() {
        measured.name(List.of(), List.of("", "shop"));
        RouteFamilies.add(page, routes);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void theFirstPartOfThePathIsARouteOnceTheOriginHasSpentSecondsOnIt() {
        ask(SiteRoutes.ENOUGH_REQUESTS - 1, "/forum/topic-1", SLOW);
        assertThat(learnt()).containsExactly("_other", "_other");

        ask(5, "/forum/topic-2", SLOW);
        ask(3, "/forum", SLOW);
        ask(7, "/forums/", SLOW);

        assertThat(learnt()).containsExactly("_other", "/forum", "_other");
        assertThat(lines("portcullis_route_duration_seconds_count"))
                .contains(
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"/forum\",} 7.0",
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"_other\",} 27.0");
        assertThat(lines("portcullis_route_origin_duration_seconds_bucket{site=\"-\",route=\"/forum\""))
                .contains(
                        "portcullis_route_origin_duration_seconds_bucket{site=\"-\",route=\"/forum\",le=\"0.3\",} 0.0",
                        "portcullis_route_origin_duration_seconds_bucket{site=\"-\",route=\"/forum\",le=\"0.5\",} 7.0");
    }

    @Test
    void aNamedRouteIsThereFromItsFirstRequestAndTakesPathsFromTheLearntOnes() {
        routes.name(new RouteSettings(List.of(
                new RouteSettings.Route("cart", List.of("/shop/cart*", "*/basket")),
                new RouteSettings.Route("shop", List.of("/shop/*")))));
        ask(SiteRoutes.ENOUGH_REQUESTS, "/shop/cart", SLOW);
        ask(2, "/shop/shoes", SLOW);
        ask(1, "/en/basket", SLOW_404);
        ask(1, "/elsewhere", SLOW);

        assertThat(lines("portcullis_route_duration_seconds_count{site=\"-\""))
                .containsExactlyInAnyOrder(
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"_other\",} 1.0",
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"cart\",} 21.0",
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"shop\",} 2.0");
    }

    @Test
    void aNamedRouteThatStaysGoesOnAndOneThatIsTakenAwayGoes() {
        routes.name(new RouteSettings(
                List.of(new RouteSettings.Route("a", List.of("/a")), new RouteSettings.Route("b", List.of("/b")))));
        ask(3, "/a", SLOW);
        ask(3, "/b", SLOW);
        routes.name(new RouteSettings(List.of(new RouteSettings.Route("a", List.of("/a", "/aa")))));
        ask(1, "/aa", SLOW);
        ask(1, "/b", SLOW);

        assertThat(lines("portcullis_route_duration_seconds_count{site=\"-\""))
                .containsExactlyInAnyOrder(
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"_other\",} 1.0",
                        "portcullis_route_duration_seconds_count{site=\"-\",route=\"a\",} 4.0");
    }

    @Test
    void theFrontPageAndAScriptAreRoutesToo() {
        ask(SiteRoutes.ENOUGH_REQUESTS, "/", SLOW);
        ask(SiteRoutes.ENOUGH_REQUESTS, "/index.php", SLOW);
        ask(SiteRoutes.ENOUGH_REQUESTS, "/index.php/with/more", SLOW);

        assertThat(learnt()).contains("/", "/index.php");
    }

    @Test
    void waitingIsToldApartFromTheOriginsTime() {
        measured.ended(new FakeExchange().waited(1_500_000_000L).outcome(SLOW));
        measured.ended(new FakeExchange().waited(500_000_000L).outcome(new Outcome(Ending.SHED, 503, 0, 0, 0)));

        assertThat(lines("portcullis_route_wait_seconds_total"))
                .contains("portcullis_route_wait_seconds_total{site=\"-\",route=\"_other\",} 2.0");
        assertThat(lines("portcullis_route_origin_duration_seconds_count"))
                .contains("portcullis_route_origin_duration_seconds_count{site=\"-\",route=\"_other\",} 1.0");
    }

    @Test
    void whatPolicyRefusedAndWhatIsATunnelHasNoRoute() {
        measured.ended(new FakeExchange().outcome(new Outcome(Ending.REFUSED, 403, 0, 0, 0)));
        measured.ended(new FakeExchange().outcome(new Outcome(Ending.BAD_REQUEST, 400, 0, 0, 0)));
        measured.ended(new FakeExchange().outcome(new Outcome(Ending.SERVED, 101, 0, 0, 1_000_000)));
        measured.ended(new FakeExchange().site("unheard-of").outcome(SLOW));

        assertThat(lines("portcullis_route_duration_seconds_count")).allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void pathsThatTheSiteDoesNotHaveMakeNoRoutes() {
        ask(1000, "/wp-admin/setup.php", SLOW_404);

        assertThat(learnt()).containsExactly("_other", "_other");
    }

    @Test
    void noPathThatIsLongOrOddBecomesALabel() {
        ask(100, "/" + "a".repeat(41) + "/", SLOW);
        ask(100, "/a\"b/", SLOW);
        ask(100, "/\u00e9t\u00e9/", SLOW);
        ask(100, "/a b", SLOW);
        ask(100, "*", SLOW);
        ask(100, "", SLOW);

        assertThat(learnt()).containsExactly("_other", "_other");
    }

    @Test
    void aFloodOfRoutesOnEverySiteStaysWithinItsBounds() {
        List<String> sites = IntStream.range(0, 20).mapToObj(i -> "site-" + i).toList();
        measured.name(List.of(), sites);
        for (String site : sites) {
            for (int i = 0; i < 100; i++) {
                ask(SiteRoutes.ENOUGH_REQUESTS, site, "/page-" + i + "/x", SLOW);
            }
        }

        assertThat(learnt().stream().filter(route -> !route.equals("_other"))).hasSize(RouteMetrics.MOST);
        assertThat(lines("portcullis_route_duration_seconds_count{site=\"site-0\""))
                .hasSize(SiteRoutes.MOST + 1);
    }

    @Test
    void sitesThatStayKeepTheirRoutesAndThoseThatGoGiveBackTheirPlaces() {
        ask(SiteRoutes.ENOUGH_REQUESTS, "shop", "/cart", SLOW);
        ask(SiteRoutes.ENOUGH_REQUESTS, "", "/blog", SLOW);

        measured.name(List.of(), List.of("shop"));

        assertThat(learnt()).containsExactly("_other", "/cart");
        for (int i = 0; i < 10; i++) {
            measured.name(List.of(), List.of("shop", "other-" + i));
            for (int j = 0; j < SiteRoutes.MOST; j++) {
                ask(SiteRoutes.ENOUGH_REQUESTS, "other-" + i, "/" + j, SLOW);
            }
            assertThat(learnt()).hasSize(2 + 1 + SiteRoutes.MOST);
        }
    }

    private void ask(int times, String path, Outcome outcome) {
        ask(times, "", path, outcome);
    }

    private void ask(int times, String site, String path, Outcome outcome) {
        FakeExchange exchange = new FakeExchange().site(site).path(path).outcome(outcome);
        for (int i = 0; i < times; i++) {
            measured.ended(exchange);
        }
    }

    private List<String> learnt() {
        List<String> learnt = new ArrayList<>();
        routes.forEach((site, route, times) -> learnt.add(route));
        return learnt;
    }

    private List<String> lines(String prefix) {
        return page.text().lines().filter(line -> line.startsWith(prefix)).toList();
    }
}
