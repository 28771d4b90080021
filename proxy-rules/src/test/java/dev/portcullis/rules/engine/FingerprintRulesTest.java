package dev.portcullis.rules.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.Verdict;
import dev.portcullis.rules.ban.Ban;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rules about the handshake in which a connection began. */
class FingerprintRulesTest {

    private static final String CHROMIUM = "t13d1517h2_8daaf6152771_cb7bf5808d99";
    private static final String CURL = "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6";
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    private static final Request ANYBODY = Request.from("192.0.2.1");

    @Test
    void aRuleLooksForFingerprintsByGlobs() {
        World world = World.of("rules.it { where { tls-fingerprint = [\"" + CHROMIUM
                + "\", \"t13d*_e8f1e7e78f70_*\"] }, then = deny }");
        assertThat(world.visit(ANYBODY.shaking(CHROMIUM))).isEqualTo(new Verdict.Deny("it"));
        assertThat(world.visit(ANYBODY.shaking(CURL))).isEqualTo(new Verdict.Deny("it"));
        assertThat(world.visit(ANYBODY.shaking(CURL.replace("13d", "12d")))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void withoutAHandshakeItIsTheEmptyText() {
        World world = World.of("rules.plain { where { tls-fingerprint = \"\" }, then = deny }");
        assertThat(world.visit(ANYBODY)).isEqualTo(new Verdict.Deny("plain"));
        assertThat(world.visit(ANYBODY.shaking(CURL))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void thoseWithTheSameFingerprintAreCountedTogetherAndThoseWithoutOneAreNot() {
        World world = World.of(
                "rules.swarm { count = requests, per = tls-fingerprint, over = 4, within = 1m, then = throttle }");
        for (int i = 1; i <= 4; i++) {
            assertThat(world.visit(Request.from("198.18.0." + i).shaking(CURL))).isEqualTo(Verdict.Pass.INSTANCE);
        }
        assertThat(world.visit(ANYBODY.shaking(CURL))).isInstanceOf(Verdict.Throttle.class);
        assertThat(world.visit(ANYBODY.shaking(CHROMIUM))).isEqualTo(Verdict.Pass.INSTANCE);
        for (int i = 0; i < 20; i++) {
            assertThat(world.visit(ANYBODY)).isEqualTo(Verdict.Pass.INSTANCE);
        }
    }

    @Test
    void membersOfSuchAGroupMayBeBannedAndTheBanTellsTheirFingerprint() {
        World world = World.of("rules.swarm { count = requests, per = tls-fingerprint, over = 4, within = 1m,"
                + " members { over = 1, within = 1m }, then = ban, for = 1h }");
        for (int i = 1; i <= 4; i++) {
            world.visit(Request.from("198.18.0." + i).shaking(CURL));
        }
        world.visit(ANYBODY.shaking(CURL));
        assertThat(world.visit(ANYBODY.shaking(CURL))).isEqualTo(new Verdict.Banned("swarm"));
        assertThat(world.banned).extracting(Ban::subject).containsExactly(ANYBODY.client());
        assertThat(Objects.requireNonNull(world.banned.get(0).evidence()).last())
                .isNotEmpty()
                .extracting(Ban.Request::fingerprint)
                .containsOnly(CURL);
    }

    @Test
    void whoClaimsABrowserAndHasTheHandshakeOfAToolIsASignal() {
        World world = World.of("rules.forged { where { claims-browser = true }, then = deny }");
        Request chrome = ANYBODY.as(CHROME);
        assertThat(world.visit(chrome.shaking(CURL))).isEqualTo(new Verdict.Deny("forged"));
        assertThat(world.visit(chrome.shaking(CHROMIUM))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(chrome)).as("a plain connection").isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(ANYBODY.as("curl/7.88.1").shaking(CURL))).isEqualTo(Verdict.Pass.INSTANCE);
    }

    @Test
    void aRuleMayAskForSomeBrowsersOnly() {
        World world = World.of("rules.forged { where { claims-browser = [firefox, safari] }, then = deny }");
        assertThat(world.visit(ANYBODY.as(CHROME).shaking(CURL))).isEqualTo(Verdict.Pass.INSTANCE);
        assertThat(world.visit(ANYBODY.as("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                        .shaking(CURL)))
                .isEqualTo(new Verdict.Deny("forged"));
    }
}
