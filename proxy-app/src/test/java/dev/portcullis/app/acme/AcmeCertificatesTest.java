package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.tls.ServerCertificate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When certificates are asked for and which are served, with an authority that answers at once and a clock that is moved. */
class AcmeCertificatesTest extends AcmeFixture {

    @Test
    void beforeTheFirstOneComesOneThatHasSignedItselfIsThere() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));

        assertThat(isSelfSigned("example.org")).isTrue();
        assertThat(served("example.org").hosts()).containsExactly("example.org");
        assertThat(certificates.problems())
                .containsExactly("example.org is served with a certificate that has signed itself until the first one"
                        + " comes from authority.example");
    }

    @Test
    void theFirstOneIsAskedForAtOnceAndTheNextWhenAThirdOfItsTimeIsLeft() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01");
        assertThat(isSelfSigned("example.org")).isFalse();
        assertThat(certificates.problems()).isEmpty();
        assertThat(certificates.succeeded()).isEqualTo(1);
        ServerCertificate first = served("example.org");

        time.advance(Duration.ofDays(59));
        certificates.look();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofDays(2));
        certificates.look();
        certificates.look();
        assertThat(asked).hasSize(2);
        assertThat(served("example.org").leaf()).isNotEqualTo(first.leaf());
    }

    @Test
    void oneIsRenewedWhenTheAuthoritySuggestsIt() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        assertThat(suggestionsAsked).as("there was none to ask about").isZero();
        certificates.look();
        assertThat(suggestionsAsked).isEqualTo(1);

        suggestion = new Issuer.Suggestion(
                time.now().plus(Duration.ofDays(3)), time.now().plus(Duration.ofDays(4)));
        time.advance(Duration.ofHours(5));
        certificates.look();
        assertThat(suggestionsAsked).as("four times a day").isEqualTo(1);
        time.advance(Duration.ofHours(1));
        certificates.look();
        assertThat(suggestionsAsked).isEqualTo(2);
        assertThat(certificates.states().get(0).next()).isEqualTo(suggestion.from());
        assertThat(asked).hasSize(1);

        time.advance(Duration.ofDays(3));
        certificates.look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureIsToldAndTriedAgainLaterInTheOtherWay() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        refusal = new Issuer.Refused("it does not like it");
        certificates.look();
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01");
        assertThat(certificates.problems())
                .containsExactly("no certificate for example.org came from authority.example: it does not like it;"
                        + " tried again at " + time.now().plusSeconds(60)
                        + ", and until then one that has signed itself is served");
        assertThat(certificates.failed()).isEqualTo(1);
        assertThat(certificates.states().get(0).failures()).isEqualTo(1);
        assertThat(isSelfSigned("example.org")).isTrue();

        refusal = null;
        time.advance(Duration.ofSeconds(59));
        certificates.look();
        assertThat(asked).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
        assertThat(certificates.problems()).isEmpty();
    }

    @Test
    void whatIsServedStaysWhenARenewalFails() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        ServerCertificate first = served("example.org");
        refusal = new Issuer.Refused("no");
        time.advance(Duration.ofDays(61));
        certificates.look();

        assertThat(served("example.org").leaf()).isEqualTo(first.leaf());
        assertThat(certificates.problems()).singleElement().asString().doesNotContain("signed itself");
    }

    @Test
    void oneHostThatFailsKeepsNoOtherFromItsCertificate() throws Exception {
        AcmeCertificates certificates = getting(settings("a.example", "b.example"));
        refusal = new Issuer.Refused("no");
        certificates.look();
        refusal = null;
        certificates.prepare(settings("a.example", "b.example", "c.example")).run();
        certificates.look();

        assertThat(asked).containsExactly("a.example by HTTP_01", "b.example by HTTP_01", "c.example by HTTP_01");
        assertThat(isSelfSigned("c.example")).isFalse();
    }

    @Test
    void aHostThatIsTakenAwayIsAskedForNoMore() throws Exception {
        AcmeCertificates certificates = getting(settings("a.example", "b.example"));
        certificates.look();
        certificates.prepare(settings("b.example")).run();
        time.advance(Duration.ofDays(61));
        certificates.look();
        assertThat(asked).filteredOn(line -> line.startsWith("a.")).hasSize(1);
        assertThat(asked).filteredOn(line -> line.startsWith("b.")).hasSize(2);

        certificates.prepare(null).run();
        time.advance(Duration.ofDays(61));
        certificates.look();
        assertThat(asked).hasSize(3);
        assertThat(certificates.states()).isEmpty();
    }

    @Test
    void anotherAuthorityIsAskedAtOnceAndUntilThenTheCertificateOfTheOldOneIsServed() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        certificates.look();
        ServerCertificate first = served("example.org");
        certificates
                .prepare(settings(URI.create("https://other.example/dir"), "example.org"))
                .run();
        assertThat(served("example.org").leaf()).isEqualTo(first.leaf());
        assertThat(certificates.problems()).isEmpty();

        certificates.look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void oneThatComesWhileTheRoundIsGivenUpIsKept() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        beforeItComes = () -> Thread.currentThread().interrupt();
        certificates.look();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(isSelfSigned("example.org")).isFalse();
        assertThat(certificates.succeeded()).isEqualTo(1);
    }

    @Test
    void anotherConfigurationOfTheSameAuthorityDoesNotMakeItAskEarlierButInItsOwnWay() throws Exception {
        AcmeCertificates certificates = getting(settings("example.org"));
        refusal = new Issuer.Refused("too many", time.now().plus(Duration.ofHours(5)));
        certificates.look();
        refusal = null;
        AcmeSettings before = settings("example.org");
        certificates
                .prepare(new AcmeSettings(
                        DIRECTORY,
                        null,
                        "a@example.org",
                        before.domains(),
                        List.of(Proof.TLS_ALPN_01),
                        before.folder()))
                .run();
        certificates.look();
        assertThat(asked).hasSize(1);
        assertThat(certificates.states().get(0).failures()).isEqualTo(1);

        time.advance(Duration.ofHours(5));
        certificates.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
    }
}
