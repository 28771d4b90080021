package dev.portcullis.rules.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.PlainFacts;
import dev.portcullis.rules.hash.FingerprintKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final SessionSettings SETTINGS =
            new SessionSettings(List.of("PHPSESSID", "app_*"), List.of("login"), 1000);

    private final Sessions sessions = new Sessions(SETTINGS, new FingerprintKey(1, 2));

    /** A request with this Cookie field. */
    private record Sent(String cookies) implements PlainFacts {
        @Override
        public String header(String name) {
            return name.equals("cookie") ? cookies : "";
        }
    }

    private long of(String cookies) {
        return sessions.of(new Sent(cookies));
    }

    @Test
    void aCookieThatTheOriginDidNotSetIsNoSession() {
        assertThat(of("PHPSESSID=made-up")).isEqualTo(Sessions.NONE);
    }

    @Test
    void aCookieThatTheOriginSetIsTheSameSessionEachTime() {
        sessions.set(List.of("PHPSESSID=abc; path=/; HttpOnly"));

        assertThat(of("theme=dark; PHPSESSID=abc; x=y"))
                .isNotEqualTo(Sessions.NONE)
                .isEqualTo(of("PHPSESSID=abc"));
        assertThat(of("PHPSESSID=abd")).isEqualTo(Sessions.NONE);
        assertThat(of("phpsessid=abc")).as("names have a case").isEqualTo(Sessions.NONE);
    }

    @Test
    void twoSessionsAreTold() {
        sessions.set(List.of("PHPSESSID=abc", "app_7=abc"));

        assertThat(of("PHPSESSID=abc")).isNotEqualTo(of("app_7=abc")).isNotEqualTo(Sessions.NONE);
    }

    @Test
    void aForgedCookieBeforeTheRightOneHidesNothing() {
        sessions.set(List.of("PHPSESSID=abc"));

        assertThat(of("PHPSESSID=forged; PHPSESSID=abc")).isEqualTo(of("PHPSESSID=abc"));
    }

    @Test
    void otherCookiesAreNoSessions() {
        sessions.set(List.of("theme=dark; path=/"));

        assertThat(of("theme=dark")).isEqualTo(Sessions.NONE);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void aCookieThatIsTakenAwayIsNoSession() {
        sessions.set(List.of("PHPSESSID=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT", "PHPSESSID=; Max-Age=0"));

        assertThat(of("PHPSESSID=deleted")).isEqualTo(Sessions.NONE);
        assertThat(of("PHPSESSID=")).isEqualTo(Sessions.NONE);
    }

    @Test
    void whatIsNoCookieHarmsNothing() {
        sessions.set(List.of("", ";", "=", "PHPSESSID", "; PHPSESSID=abc", " = ;"));

        assertThat(of(";;=;PHPSESSID;= ;PHPSESSID=abc")).isEqualTo(Sessions.NONE);
    }

    @Test
    void onlySomeSessionsAreOfThoseWhoHaveSignedIn() {
        sessions.set(List.of("PHPSESSID=abc", "login=xyz"));

        assertThat(sessions.signedIn(new Sent("PHPSESSID=abc"))).isFalse();
        assertThat(sessions.signedIn(new Sent("login=made-up"))).isFalse();
        assertThat(sessions.signedIn(new Sent("PHPSESSID=abc; login=xyz"))).isTrue();
        assertThat(of("login=xyz")).isNotEqualTo(Sessions.NONE);
    }

    @Test
    void otherNamesHoldAtOnce() {
        sessions.set(List.of("PHPSESSID=abc"));
        sessions.configure(new SessionSettings(List.of("other"), List.of(), 1000));

        assertThat(of("PHPSESSID=abc")).isEqualTo(Sessions.NONE);
    }

    @Test
    void aFloodOfNewSessionsIsBoundedAndLeavesThoseInUse() {
        sessions.set(List.of("PHPSESSID=visitor"));
        for (int i = 0; i < 20_000; i++) {
            sessions.set(List.of("PHPSESSID=bot" + i));
            if (i % 50 == 0) {
                assertThat(of("PHPSESSID=visitor")).as("after %s bots", i).isNotEqualTo(Sessions.NONE);
            }
        }
        assertThat(sessions.size()).isLessThanOrEqualTo(1000);
    }
}
