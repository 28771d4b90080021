package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.app.acme.AcmeSettings.ExternalAccount;
import dev.portcullis.app.acme.Proof;
import dev.portcullis.core.settings.CertificateFiles;
import dev.portcullis.rules.config.Checked;
import dev.portcullis.rules.config.Problem;
import dev.portcullis.rules.time.ManualTime;
import io.netty.pkitesting.CertificateBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcmeReaderTest {

    private static final String LISTEN = "origin = \"http://127.0.0.1:8080\"\nlisten = [80, \"https://0.0.0.0:443\"]\n";
    private static final String MAC_KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
    private static final String LEAST = "domains = Example.org, agree-to-terms = on";

    private static Checked<Configuration> read(String text) {
        return ConfigurationReader.parse("f.conf", text, new ManualTime());
    }

    private static AcmeSettings settings(String text) {
        Checked<Configuration> checked = read(text);
        assertThat(checked.problems()).isEmpty();
        return Objects.requireNonNull(checked.value().orElseThrow().acme());
    }

    @Test
    void onlyHostsAndTheTermsHaveToBeSaid() {
        assertThat(settings(LISTEN + "tls.acme { " + LEAST + " }"))
                .isEqualTo(new AcmeSettings(
                        URI.create("https://acme-v02.api.letsencrypt.org/directory"),
                        null,
                        null,
                        null,
                        List.of("example.org"),
                        List.of(Proof.HTTP_01, Proof.TLS_ALPN_01),
                        Path.of("/var/lib/portcullis/acme")));
    }

    @Test
    void everythingCanBeOtherwise(@TempDir Path directory) throws Exception {
        Path ca = Files.writeString(
                directory.resolve("ca.pem"),
                new CertificateBuilder()
                        .subject("CN=x")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()
                        .getCertificatePEM());
        assertThat(settings("""
                        origin = "http://127.0.0.1:8080"
                        listen = "https://0.0.0.0:443"
                        state-directory = "/srv/state"
                        tls.acme { domains = [a.example, b.example], agree-to-terms = on, email = "me@a.example",
                          directory = "https://ca.internal:14000/dir", ca = "%s", challenges = tls-alpn-01,
                          external-account { key-id = "kid-1", mac-key = "%s==" } }
                        """.formatted(ca, MAC_KEY)))
                .isEqualTo(new AcmeSettings(
                        URI.create("https://ca.internal:14000/dir"),
                        ca,
                        "me@a.example",
                        new ExternalAccount("kid-1", MAC_KEY),
                        List.of("a.example", "b.example"),
                        List.of(Proof.TLS_ALPN_01),
                        Path.of("/srv/state/acme")));
    }

    @Test
    void thereIsAWordForTheAuthoritysStaging() {
        assertThat(settings(LISTEN + "tls.acme { " + LEAST + ", directory = letsencrypt-staging }")
                        .directory())
                .hasHost("acme-staging-v02.api.letsencrypt.org");
    }

    @Test
    void withoutAPlainListenerHostsAreProvenByTlsOnly() {
        assertThat(settings("origin = \"http://127.0.0.1:8080\"\nlisten = \"https://0.0.0.0:443\"\ntls.acme { " + LEAST
                                + " }")
                        .proofs())
                .containsExactly(Proof.TLS_ALPN_01);
    }

    @Test
    void whatIsGotIsServed() {
        Path file = Path.of("/var/lib/portcullis/acme/certificates/example.org.pem");

        assertThat(read(LISTEN + "tls.acme { " + LEAST + " }")
                        .value()
                        .orElseThrow()
                        .proxy()
                        .listen()
                        .tls()
                        .certificates())
                .containsExactly(new CertificateFiles(file, file, List.of("example.org")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            domains = "*.example.org", agree-to-terms = on | is a wildcard, which authorities want proven by an entry in the DNS (DNS-01)
            domains = "192.0.2.1", agree-to-terms = on | is an address; certificates are got for names
            domains = "[::1]", agree-to-terms = on | is an address; certificates are got for names
            domains = [a.example, a.example], agree-to-terms = on | "a.example" is there twice
            agree-to-terms = on | is missing
            domains = a.example | is not on: an authority gives certificates only to those who agree to its terms of service
            domains = a.example, agree-to-terms = off | is not on
            domains = a.example, agree-to-terms = on, directory = "http://ca/dir" | is not the URL of a directory by https
            domains = a.example, agree-to-terms = on, email = me | is not an e-mail address
            domains = a.example, agree-to-terms = on, ca = ca.pem | is not a whole path
            domains = a.example, agree-to-terms = on, ca = "/nowhere/ca.pem" | /nowhere/ca.pem is not there
            domains = a.example, agree-to-terms = on, challenges = dns-01 | dns-01
            domains = a.example, agree-to-terms = on, external-account { key-id = a } | is missing
            domains = a.example, agree-to-terms = on, external-account { key-id = a, mac-key = "Zm9v" } | is too short for a key
            domains = a.example, agree-to-terms = on, external-account { key-id = a, mac-key = "a b" } | is not in base64url
            """)
    void saysWhatIsWrong(String acme, String found) {
        Checked<Configuration> checked = read(LISTEN + "tls.acme { " + acme + " }");

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems())
                .singleElement()
                .extracting(Problem::found)
                .asString()
                .contains(found);
    }

    @Test
    void showsNobodyTheKeyThatAnAccountIsBoundWith() {
        String bound = "tls.acme { " + LEAST + ", external-account { key-id = kid-1, mac-key = \"%s\" } }";
        assertThat(settings(LISTEN + bound.formatted(MAC_KEY)).toString())
                .contains("kid-1")
                .doesNotContain(MAC_KEY);
        assertThat(read(LISTEN + bound.formatted("too-short")).problems().toString())
                .doesNotContain("too-short");
    }

    @Test
    void keysHaveToBeKeptSomewhere() {
        assertThat(read(LISTEN + "state-directory = off\ntls.acme { " + LEAST + " }")
                        .problems())
                .extracting(Problem::found)
                .containsExactly("has nowhere to keep keys: state-directory is off");
    }

    @Test
    void warnsWhereNobodyIsServedByIt() {
        Checked<Configuration> checked = read("origin = \"http://127.0.0.1:8080\"\ntls.acme { " + LEAST + " }");

        assertThat(checked.value()).isPresent();
        assertThat(checked.problems())
                .extracting(Problem::found)
                .containsExactly("get certificates that are not served: no listener speaks TLS");
    }
}
