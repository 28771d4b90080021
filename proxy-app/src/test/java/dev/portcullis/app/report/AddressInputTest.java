package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressInputTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.0/24, 192.0.2.0/24",
        "2001:DB8::7, 2001:db8::7",
        "2001:db8::/48, 2001:db8::/48",
        "::ffff:192.0.2.7, 192.0.2.7"
    })
    void anAddressOrNetworkIsRead(String text, String meant) {
        assertThat(AddressInput.parse(text)).hasToString(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "192.0.2", "192.0.2.7/33", "192.0.2.7/24", "2001:db8::1%eth0", "\u001b[2J"})
    void anythingElseIsRefusedInWordsForPeople(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressInput.parse(text))
                .withMessageMatching("[ -~]+; expected an address or network such as [ -~]+");
    }
}
