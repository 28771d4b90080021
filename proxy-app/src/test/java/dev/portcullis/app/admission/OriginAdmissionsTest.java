package dev.portcullis.app.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.fake.FakeExchange;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.core.settings.SitesSettings;
import dev.portcullis.rules.admission.AdmissionSettings;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Place.Entry;
import dev.portcullis.rules.api.Place.Result;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OriginAdmissionsTest {

    private static final SiteSettings SHOP = site("shop", 8081);
    private static final SiteSettings BLOG = site("blog", 8080);
    private static final SiteSettings OTHER = site("", 8080);
    private static final AdmissionSettings ONE = with(1);
    private static final AdmissionSettings TWO = with(2);

    private final ManualTime time = new ManualTime();
    private final OriginAdmissions admissions =
            new OriginAdmissions(SiteAdmissions.all(ONE), sites(SHOP, BLOG, OTHER), time);
    private final List<String> heard = new ArrayList<>();

    @Test
    void sitesOfOneOriginHaveOneAdmissionNamedForTheFirst() {
        assertThat(admissions.of(BLOG)).isSameAs(admissions.of(OTHER)).isNotSameAs(admissions.of(SHOP));
        assertThat(admissions.states()).extracting(OriginAdmission::site).containsExactly("shop", "blog");
    }

    @Test
    void aSiteMayHaveSettingsOfItsOwn() {
        admissions.settings(new SiteAdmissions(Optional.of(ONE), Map.of("shop", Optional.of(TWO))));
        admissions.retain(sites(SHOP, BLOG));

        assertThat(pages("shop").limit()).isEqualTo(2);
        assertThat(pages("blog").limit()).isEqualTo(1);
    }

    @Test
    void oneThatAReloadNeedsStaysAsItIs() {
        Admission shop = admissions.of(SHOP);
        enter(shop);

        reload(ONE, SHOP);

        assertThat(admissions.of(SHOP)).isSameAs(shop);
        assertThat(pages("shop").inFlight()).isEqualTo(1);
        assertThat(admissions.states()).extracting(OriginAdmission::site).containsExactly("shop");
    }

    @Test
    void newSettingsMakeANewOneWhileTheOldOneAdmitsWhoWaitsInIt() {
        Admission old = admissions.of(SHOP);
        Place first = enter(old);
        Place second = enter(old);
        assertThat(second.entry()).isEqualTo(Entry.WAITING);

        reload(TWO, SHOP, BLOG, OTHER);

        assertThat(admissions.of(SHOP)).isNotSameAs(old);
        assertThat(pages("shop").limit()).isEqualTo(2);
        assertThat(enter(admissions.of(SHOP)).entry()).isEqualTo(Entry.ADMITTED);
        first.done(1_000, Result.ANSWERED, time.nanos());
        assertThat(heard).containsExactly("admitted");
    }

    @Test
    void whoWaitsTooLongInAnOldOneIsShed() {
        Admission old = admissions.of(SHOP);
        enter(old);
        enter(old);
        reload(TWO, SHOP);

        time.advance(Duration.ofSeconds(11));
        admissions.sweep(time.nanos());

        assertThat(heard).containsExactly("shed " + Shed.Reason.WAITED_TOO_LONG);
    }

    @Test
    void anOldOneGoesWhenNobodyIsInItAnyMore() {
        Place place = enter(admissions.of(SHOP));
        reload(ONE, BLOG);
        assertThat(admissions.retiring()).isEqualTo(1);

        afterAMinute();
        assertThat(admissions.retiring()).isEqualTo(1);

        place.done(1_000, Result.ANSWERED, time.nanos());
        afterAMinute();
        assertThat(admissions.retiring()).isZero();
    }

    @Test
    void whatOldOnesCountedIsNotLost() {
        enter(admissions.of(SHOP)).done(5_000, Result.ANSWERED, time.nanos());
        enter(admissions.of(BLOG)).done(7_000, Result.ANSWERED, time.nanos());
        AdmissionTotals before = admissions.totals();

        reload(TWO, BLOG);
        afterAMinute();

        assertThat(admissions.retiring()).isZero();
        assertThat(admissions.totals()).isEqualTo(before);
        assertThat(before.of(Precedence.UNKNOWN).admitted()).isEqualTo(2);
        assertThat(before.of(Precedence.UNKNOWN).originNanos()).isEqualTo(12_000);
        assertThat(before.shed(Shed.Reason.QUEUE_FULL)).isZero();
    }

    @Test
    void theCostliestClientsAreToldByOrigin() {
        enter(admissions.of(BLOG)).done(5_000_000, Result.ANSWERED, time.nanos());

        assertThat(admissions.spenders(3)).extracting(OriginSpenders::site).containsExactly("shop", "blog");
        assertThat(admissions.spenders(3).get(1).clients())
                .singleElement()
                .satisfies(spender -> assertThat(spender.client()).hasToString("192.0.2.7"));
    }

    @Test
    void switchedOffItAdmitsEverybodyAndCounts() {
        admissions.settings(SiteAdmissions.all(null));
        admissions.retain(sites(SHOP));
        Admission open = admissions.of(SHOP);
        List<Place> places = Stream.generate(() -> enter(open)).limit(1_000).toList();

        assertThat(places).extracting(Place::entry).containsOnly(Entry.ADMITTED);
        assertThat(pages("shop").limit()).isEqualTo(OriginAdmission.NO_LIMIT);
        assertThat(pages("shop").inFlight()).isEqualTo(1_000);
        places.get(0).done(3_000, Result.ANSWERED, time.nanos());
        places.get(0).done(3_000, Result.ANSWERED, time.nanos());
        places.get(1).leave(time.nanos());
        assertThat(pages("shop").inFlight()).isEqualTo(998);
        assertThat(admissions.totals().of(Precedence.UNKNOWN).admitted()).isEqualTo(1_000);
        assertThat(admissions.totals().of(Precedence.UNKNOWN).originNanos()).isEqualTo(3_000);
        assertThat(admissions.spenders(3).get(0).clients()).isEmpty();
    }

    private void reload(AdmissionSettings settings, SiteSettings... sites) {
        admissions.settings(SiteAdmissions.all(settings));
        admissions.retain(sites(sites));
    }

    private void afterAMinute() {
        time.advance(Duration.ofSeconds(61));
        admissions.sweep(time.nanos());
    }

    private AdmissionReport.Lane pages(String site) {
        return admissions.states().stream()
                .filter(state -> state.site().equals(site))
                .findFirst()
                .orElseThrow()
                .report()
                .pages();
    }

    private Place enter(Admission admission) {
        return admission.enter(
                new FakeExchange(),
                Precedence.UNKNOWN,
                100,
                new Admission.Waiter() {
                    @Override
                    public void admitted() {
                        heard.add("admitted");
                    }

                    @Override
                    public void shed(Shed shed) {
                        heard.add("shed " + shed.reason());
                    }
                },
                time.nanos());
    }

    private static AdmissionSettings with(int limit) {
        AdmissionSettings defaults = AdmissionSettings.DEFAULT;
        return new AdmissionSettings(
                Places.fixed(limit, 0, 0), defaults.queue(), defaults.fairness(), defaults.files());
    }

    private static SitesSettings sites(SiteSettings... named) {
        return new SitesSettings(List.of(named), null, false);
    }

    private static SiteSettings site(String name, int port) {
        OriginSettings origin = OriginSettings.of(InetSocketAddress.createUnresolved("127.0.0.1", port));
        return new SiteSettings(name, List.of(), origin, SiteLimits.DEFAULT);
    }
}
