package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bind(..) failed with error(-98): Address already in use | address already in use; \"ss -ltnp\" shows by which program",
                "Address already in use | address already in use; \"ss -ltnp\" shows by which program",
                "Cannot assign requested address | this machine has no such address",
                "Out of cheese | Out of cheese"
            })
    void theSystemsReasonIsPutIntoWords(String system, String words) {
        assertThat(ListenFailure.of("can't listen on [::]:80", new BindException(system)))
                .hasMessage("can't listen on [::]:80: " + words);
    }

    @Test
    void whoLacksAPrivilegeIsToldHowToGetIt() {
        assertThat(ListenFailure.of("can't listen on 0.0.0.0:80", new BindException("Permission denied")))
                .hasMessageContaining("permission denied")
                .hasMessageContaining("CAP_NET_BIND_SERVICE")
                .hasMessageContaining("sysctl net.ipv4.ip_unprivileged_port_start=80");
    }

    @Test
    void theReasonOfAProxysListenerIsReplacedByItsWords() {
        BindException cause = new BindException("bind(..) failed with error(-98): Address already in use");
        IOException failure = new IOException("can't listen on 0.0.0.0:80: " + cause.getMessage(), cause);

        assertThat(ListenFailure.of(failure))
                .hasMessage("can't listen on 0.0.0.0:80: address already in use; \"ss -ltnp\" shows by which program");
    }

    @Test
    void aFailureOfAnotherKindIsLeftAsItIs() {
        IOException failure = new IOException("io_uring is not available here");

        assertThat(ListenFailure.of(failure)).isSameAs(failure);
    }
}
