package dev.portcullis.rules.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.portcullis.rules.client.NetworkList;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "192.0.2.0/24",
                "0.0.0.0/0",
                "10.0.0.0/8",
                "2001:db8::/32",
                "2001:db8::1",
                "::/0",
                "fe80::/10"
            })
    void readsAddressesAndNetworks(String text) throws BadValue {
        assertThat(Networks.NETWORK.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/32, 192.0.2.1",
        "2001:DB8:0::1/128, 2001:db8::1",
        "::ffff:192.0.2.0/120, 192.0.2.0/24",
        "::ffff:192.0.2.1, 192.0.2.1",
    })
    void readsOtherSpellings(String text, String canonical) throws BadValue {
        assertThat(Networks.NETWORK.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "192.0.2.1/24, is an address of the network 192.0.2.0/24, 192.0.2.0/24",
                "2001:db8::1/64, is an address of the network 2001:db8::/64, 2001:db8::/64",
                "192.0.2.0/33, has a prefix length that is not within 0 to 32, none",
                "2001:db8::/129, has a prefix length that is not within 0 to 128, none",
                "192.0.2.0/, has a prefix length that is not within 0 to 32, none",
                "192.0.2.0/024, has a prefix length that is not within 0 to 32, none",
                "192.0.2.0/-1, has a prefix length that is not within 0 to 32, none",
                "192.0.2.0/24/24, has a prefix length that is not within 0 to 32, none",
                "192.0.2.0/255.255.255.0, has a prefix length that is not within 0 to 32, none",
                "192.0.2.*, is not an address or network, none",
                "192.0.2.1-20, is not an address or network, none",
                "192.0.2, is not an address or network, none",
                "192.0.2.0x10, is not an address or network, none",
                "192.0.2.010, is not an address or network, none",
                "3221225985, is not an address or network, none",
                "192.0.2.1:80, is not an address or network, none",
                "[2001:db8::1], is not an address or network, none",
                "fe80::1%eth0, is not an address or network, none",
                "*, is not an address or network, none",
                "'', is not an address or network, none",
                "' 192.0.2.1', is not an address or network, none",
                "www.example.org, 'is a name, and names are not looked up', none",
                "localhost, 'is a name, and names are not looked up', none",
                "abc.de, 'is a name, and names are not looked up', none",
            })
    void refusesAllElse(String text, String why, String nearest) {
        BadValue bad = catchThrowableOfType(BadValue.class, () -> Networks.NETWORK.parse(text));

        assertThat(bad).isNotNull();
        assertThat(bad.found()).isEqualTo("\"" + text + "\" " + why);
        assertThat(bad.nearest()).isEqualTo(nearest);
    }

    @Property(tries = 2000)
    void agreesWithALibrary(@ForAll int ipv4, @ForAll @IntRange(max = 32) int length) throws BadValue {
        String address = (ipv4 >>> 24) + "." + (ipv4 >> 16 & 255) + "." + (ipv4 >> 8 & 255) + "." + (ipv4 & 255);
        IPAddress block =
                new IPAddressString(address + "/" + length).getAddress().toPrefixBlock();

        assertThat(Networks.NETWORK.parse(block.toString())).hasToString(length == 32 ? address : block.toString());
    }

    @Test
    void warnsOfAnEntryThatIsEverybody() {
        Checked<NetworkList> checked = Document.ofText("f.conf", "allow = [\"192.0.2.1\",\n\"0.0.0.0/0\"]")
                .check(root -> {
                    RulesReader.read(root);
                    return Networks.read(root, "allow", "nobody is ever refused");
                });

        assertThat(checked.value().orElseThrow().entries()).hasSize(2);
        assertThat(checked.problems())
                .containsExactly(new Problem(
                        Problem.Severity.WARNING,
                        "f.conf",
                        2,
                        "allow",
                        "0.0.0.0/0 is every address: nobody is ever refused",
                        "the networks that are meant",
                        null));
    }

    @Test
    void findsEveryBadEntry() {
        Checked<NetworkList> checked = Document.ofText("f.conf", "allow = [\nx,\n\"192.0.2.1\",\n7\n[]\n]")
                .check(root -> {
                    RulesReader.read(root);
                    return Networks.read(root, "allow", "");
                });

        assertThat(checked.value()).isEmpty();
        assertThat(checked.problems()).extracting(Problem::line).isEqualTo(List.of(2, 4, 5));
    }
}
