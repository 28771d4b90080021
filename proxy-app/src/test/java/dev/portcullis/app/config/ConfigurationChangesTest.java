package dev.portcullis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationChangesTest {

    private static final String ORIGIN = "origin = \"http://127.0.0.1:8080\"\ndefault-rules = off\n";

    @Test
    void nothingIsSaidOfWhatIsTheSame() {
        assertThat(changes("allow = [\"192.0.2.1\"]", "allow = \"192.0.2.1\"")).isEmpty();
    }

    @Test
    void listsTellWhatCameAndWhatWent() {
        assertThat(changes(
                        "listen = [80, 81], allow = [\"192.0.2.1\"]",
                        "listen = [81, 82], trusted-proxies = [\"192.0.2.0/24\", \"::1\"]"))
                .containsExactly(
                        "listen: now also 0.0.0.0:82",
                        "listen: no more 0.0.0.0:80",
                        "trusted-proxies: now also 192.0.2.0/24, ::1",
                        "allow: no more 192.0.2.1");
    }

    @Test
    void sitesAndRulesAreNamed() {
        assertThat(
                        changes(
                                "sites { a { hosts = a }, b { hosts = b } }, rules { x { where.path = \"/x\", then = deny }, y { where.path = \"/y\", then = deny } }",
                                "sites { b { hosts = bb }, c { hosts = c } }, rules { y { where.path = \"/z\", then = deny }, z { where.path = \"/x\", then = deny } }"))
                .containsExactly(
                        "site b: changed",
                        "site c: new",
                        "site a: gone",
                        "rule y: changed",
                        "rule z: new",
                        "rule x: gone");
    }

    @Test
    void eachGroupOfSettingsIsNamed() {
        assertThat(changes("", """
                origin = "http://127.0.0.1:8081"
                limits { headers = 8 KiB, min-rate = off }
                timeouts.idle = 5 s
                ban-reply = drop
                clients.max = 2000
                mode = observe
                admission.wait = 5 s
                access-log = off
                """))
                .containsExactly(
                        "what hosts of no site get: changed",
                        "limits: changed",
                        "limits of clients: changed",
                        "timeouts: changed",
                        "ban-reply: changed",
                        "clients: changed",
                        "mode: observe",
                        "admission: changed",
                        "access-log: changed");
    }

    @Test
    void admissionIsSwitchedOffAndOn() {
        assertThat(changes("", "admission = off")).containsExactly("admission: off");
        assertThat(changes("admission = off", "admission.limit = 4")).containsExactly("admission: on");
        assertThat(changes(
                        "sites.shop { hosts = [a.example], origin = \"http://127.0.0.1:8081\" }",
                        "sites.shop { hosts = [a.example], origin = \"http://127.0.0.1:8081\", admission.limit = 4 }"))
                .containsExactly("admission of shop: changed");
    }

    private static List<String> changes(String before, String after) {
        return ConfigurationChanges.between(read(before), read(after));
    }

    private static Configuration read(String hocon) {
        String whole = hocon.contains("origin =") ? "default-rules = off\n" + hocon : ORIGIN + hocon;
        return ConfigurationReader.parse("test", whole, new ManualTime())
                .value()
                .orElseThrow();
    }
}
