package dev.portcullis.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one process leaves to the next, which may begin before the first has ended. */
class AcmeRestartTest extends AcmeFixture {

    @Test
    void afterARestartWhatIsKeptIsServedAndNothingIsAskedFor() throws Exception {
        AcmeCertificates before = getting(settings("example.org"));
        before.look();
        before.close();
        AcmeCertificates after = getting(settings("example.org"));
        after.look();

        assertThat(asked).hasSize(1);
        assertThat(after.problems()).isEmpty();
    }

    @Test
    void oneProcessAsksAtATimeAndTheNextGoesByWhatTheFirstHasGot() throws Exception {
        AcmeCertificates first = getting(settings("example.org"));
        first.look();
        AcmeCertificates next = getting(settings("example.org"));
        time.advance(Duration.ofDays(61));
        next.look();
        assertThat(asked).hasSize(1);
        first.look();
        assertThat(asked).hasSize(2);

        first.close();
        next.look();
        assertThat(asked).hasSize(2);
        time.advance(Duration.ofDays(61));
        next.look();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aRestartDoesNotMakeItAskEarlierAndAnotherAuthorityIsAskedAtOnce() throws Exception {
        AcmeCertificates before = getting(settings("example.org"));
        refusal = new Issuer.Refused("too many", time.now().plus(Duration.ofHours(5)));
        before.look();
        List<String> problems = before.problems();
        close();
        AcmeCertificates after = getting(settings("example.org"));
        after.look();
        assertThat(asked).hasSize(1);
        assertThat(after.problems()).isEqualTo(problems);

        close();
        getting(settings(URI.create("https://other.example/dir"), "example.org"))
                .look();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsKnownOfAFailureIsForgottenWhenOneComesOrItsFileIsDamaged() throws Exception {
        Path failure = file("example.org").resolveSibling("example.org.failure");
        AcmeCertificates before = getting(settings("example.org"));
        refusal = new Issuer.Refused("no");
        before.look();
        assertThat(failure).exists();
        close();
        Files.writeString(failure, "broken");
        refusal = null;
        AcmeCertificates after = getting(settings("example.org"));
        after.look();

        assertThat(asked).hasSize(2);
        assertThat(failure).doesNotExist();
    }

    @Test
    void aFailureOfTheProcessBeforeCountsWhenTheNextOneBeginsToAsk() throws Exception {
        AcmeCertificates first = getting(settings("example.org"));
        AcmeCertificates next = getting(settings("example.org"));
        refusal = new Issuer.Refused("no");
        first.look();
        first.close();
        next.look();
        assertThat(asked).hasSize(1);

        time.advance(Duration.ofMinutes(1));
        next.look();
        assertThat(asked).containsExactly("example.org by HTTP_01", "example.org by TLS_ALPN_01");
    }
}
