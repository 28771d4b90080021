package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewalPlanTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final X509Certificate NINETY_DAYS = certificate(NOW, Duration.ofDays(90));

    private static X509Certificate certificate(Instant from, Duration lasts) {
        return Authority.issued("example.org", from, from.plus(lasts)).leaf();
    }

    private static RenewalPlan plan(double chance) {
        return new RenewalPlan(() -> chance, NOW);
    }

    @Test
    void theFirstIsDueAtOnce() {
        assertThat(plan(0.5).due()).isEqualTo(NOW);
    }

    @Test
    void theNextIsDueWhenAThirdOfTheLifetimeIsLeftOrUpToAThirtiethEarlier() {
        RenewalPlan last = plan(0);
        RenewalPlan first = plan(1);
        last.serves(NINETY_DAYS);
        first.serves(NINETY_DAYS);

        assertThat(last.due()).isEqualTo(NOW.plus(Duration.ofDays(60)));
        assertThat(first.due()).isEqualTo(NOW.plus(Duration.ofDays(57)));
    }

    @Test
    void oneThatIsOldIsDueAtOnce() {
        RenewalPlan plan = plan(0.5);
        plan.serves(certificate(NOW.minus(Duration.ofDays(70)), Duration.ofDays(90)));

        assertThat(plan.due()).isBefore(NOW);
    }

    @Test
    void aWrongClockDoesNotMakeItAskAgainAndAgain() {
        RenewalPlan plan = plan(0.5);
        Instant wrong = NOW.plus(Duration.ofDays(80));
        plan.succeeded(NINETY_DAYS, wrong);

        assertThat(plan.due()).isEqualTo(wrong.plus(Duration.ofDays(30)));
    }

    @Test
    void failuresAreFollowedByLongerAndLongerPausesWithFourAttemptsInTheFirstHour() {
        RenewalPlan plan = plan(0);
        List<Duration> at = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            plan.failed(null, plan.due());
            at.add(Duration.between(NOW, plan.due()));
        }

        assertThat(plan.failures()).isEqualTo(8);
        assertThat(at)
                .startsWith(
                        Duration.ofMinutes(1), Duration.ofMinutes(6), Duration.ofMinutes(21), Duration.ofMinutes(81))
                .endsWith(at.get(6).plus(Duration.ofHours(12)));
    }

    @Test
    void chanceMakesAPauseUpToAQuarterLonger() {
        RenewalPlan plan = plan(1);
        plan.failed(null, NOW);

        assertThat(plan.due()).isEqualTo(NOW.plusSeconds(75));
    }

    @Test
    void theAuthorityMayAskForALongerPauseButNotForAnEndlessOne() {
        RenewalPlan plan = plan(0);
        plan.failed(NOW.plus(Duration.ofHours(2)), NOW);
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofHours(2)));

        plan.failed(NOW.minusSeconds(5), NOW);
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));

        plan.failed(NOW.plus(Duration.ofDays(4000)), NOW);
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(8)));
    }

    @Test
    void aSuccessEndsTheFailures() {
        RenewalPlan plan = plan(0);
        plan.failed(null, NOW);
        plan.succeeded(NINETY_DAYS, NOW);

        assertThat(plan.failures()).isZero();
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(60)));
    }

    @Test
    void aFailureOfBeforeCountsButNotOneThatIsTooLateToBeTrue() {
        RenewalPlan plan = plan(0);
        plan.hasFailed(3, NOW.plusSeconds(70), NOW);
        assertThat(plan.due()).isEqualTo(NOW.plusSeconds(70));
        assertThat(plan.failures()).isEqualTo(3);

        plan.hasFailed(1, NOW.plusSeconds(60), NOW);
        assertThat(plan.failures()).isEqualTo(3);
        plan.hasFailed(4, NOW.plus(Duration.ofDays(4000)), NOW);
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(8)));
    }

    @Test
    void oneThatIsLostIsDueAtOnceUnlessThereWasAFailure() {
        RenewalPlan plan = plan(0);
        plan.serves(NINETY_DAYS);
        plan.hasNone(NOW);
        assertThat(plan.due()).isEqualTo(NOW);

        plan.failed(null, NOW);
        plan.hasNone(NOW);
        assertThat(plan.due()).isEqualTo(NOW.plusSeconds(60));
    }

    private static Issuer.Suggestion suggestion(long fromDay, long untilDay) {
        return new Issuer.Suggestion(NOW.plus(Duration.ofDays(fromDay)), NOW.plus(Duration.ofDays(untilDay)));
    }

    @Test
    void isDueAtAMomentByChanceOfTheTimeThatTheAuthoritySuggests() {
        RenewalPlan plan = plan(0.25);
        plan.serves(NINETY_DAYS);
        plan.suggested(suggestion(20, 40));
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(25)));

        plan.suggested(suggestion(4, 8));
        assertThat(plan.due()).as("it has changed its mind").isEqualTo(NOW.plus(Duration.ofDays(5)));
    }

    @Test
    void theMomentIsChosenOnceForEachSuggestion() {
        List<Double> chances = new ArrayList<>(List.of(0.0, 0.5, 0.1));
        RenewalPlan plan = new RenewalPlan(() -> chances.remove(0), NOW);
        plan.serves(NINETY_DAYS);
        plan.suggested(suggestion(20, 40));
        plan.suggested(suggestion(20, 40));

        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void aSuggestionMakesItNoLaterAndNoSoonerThanADayAfterTheCertificateCame() {
        RenewalPlan plan = plan(0);
        plan.serves(NINETY_DAYS);
        plan.suggested(suggestion(80, 85));
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(60)));

        plan.suggested(suggestion(-10, -5));
        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aSuggestionDoesNotShortenThePauseAfterAFailure() {
        RenewalPlan plan = plan(0);
        plan.serves(NINETY_DAYS);
        plan.failed(null, NOW.plus(Duration.ofDays(60)));
        plan.suggested(suggestion(-10, -5));

        assertThat(plan.due()).isEqualTo(NOW.plus(Duration.ofDays(60)).plusSeconds(60));
    }
}
