package dev.portcullis.rules.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4AddressStringParameters;
import inet.ipaddr.ipv6.IPv6AddressStringParameters;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

    private static final IPAddressStringParameters STRICT = strict();

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    })
    void readsAddresses(String text, String canonical) {
        assertThat(AddressText.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3.4",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "0x1.2.3.4",
                "1..2.3",
                "1.2.3.-4",
                "1.2.3.4/32",
                "a.b.c.d",
                "unknown",
                "١.٢.٣.٤",
                "1.2.3.4:80",
                ":",
                ":::",
                "1:",
                ":1",
                "1:2",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::1.2.3",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::١",
                "2001:db8::1/64",
            })
    void refusesAllElse(String text) {
        assertThat(AddressText.parse(text)).isNull();
    }

    @Property
    void readsWhatIsWritten(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
        IpPrefix address = IpPrefix.of(bytes);

        assertThat(AddressText.parse(address.toString())).isEqualTo(address);
        assertThat(AddressText.parse(InetAddress.getByAddress(bytes).getHostAddress()))
                .isEqualTo(address);
    }

    @Property(tries = 20_000)
    void agreesWithALibrary(@ForAll("nearlyAddresses") String text) {
        IpPrefix parsed = AddressText.parse(text);

        IPAddressString library = new IPAddressString(text, STRICT);
        assertThat(parsed != null).as(text).isEqualTo(library.isValid() && library.getAddress() != null);
        if (parsed != null) {
            assertThat(parsed).isEqualTo(IpPrefix.of(library.getAddress().getBytes()));
        }
    }

    @Property
    void neverThrows(@ForAll String text) {
        AddressText.parse(text);
    }

    @Provide
    static Arbitrary<String> nearlyAddresses() {
        Arbitrary<String> pieces = Arbitraries.of(
                ":",
                ":",
                ":",
                "::",
                ".",
                ".",
                "0",
                "1",
                "12",
                "255",
                "256",
                "00",
                "a",
                "ffff",
                "12345",
                "192.0.2.1",
                "db8:");
        return pieces.list().ofMinSize(1).ofMaxSize(16).map(list -> String.join("", list));
    }

    /** A library's parser, as strict as it gets. */
    private static IPAddressStringParameters strict() {
        IPAddressStringParameters.Builder all = new IPAddressStringParameters.Builder()
                .allowEmpty(false)
                .allowSingleSegment(false)
                .allowAll(false)
                .allowPrefix(false)
                .allowMask(false)
                .setRangeOptions(RangeParameters.NO_RANGE);
        strict(all.getIPv4AddressParametersBuilder());
        IPv6AddressStringParameters.Builder ipv6 = all.getIPv6AddressParametersBuilder();
        ipv6.allowZone(false).allowBase85(false).allowBinary(false).allowUnlimitedLeadingZeros(false);
        strict(ipv6.getEmbeddedIPv4AddressParametersBuilder());
        return all.toParams();
    }

    private static void strict(IPv4AddressStringParameters.Builder ipv4) {
        ipv4.allow_inet_aton(false).allowLeadingZeros(false).allowBinary(false);
    }
}
