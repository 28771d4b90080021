package dev.portcullis.rules.country;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountryDatabaseTest {

    @TempDir
    Path directory;

    private CountryDatabase database() throws IOException {
        Path file = directory.resolve("countries.mmdb");
        new CountryFile()
                .country(192, "DE")
                .country(10, "AT")
                .registered(172, "CH")
                .write(file);
        return CountryDatabase.read(file);
    }

    private static IpPrefix ipv4(int first, int last) {
        return IpPrefix.of(new byte[] {(byte) first, 0, 2, (byte) last});
    }

    @Test
    void saysWhereAddressesAre() throws IOException {
        CountryDatabase database = database();

        assertThat(database.of(ipv4(192, 1))).isEqualTo("DE");
        assertThat(database.of(ipv4(192, 1))).as("the second time").isEqualTo("DE");
        assertThat(database.of(ipv4(10, 255))).isEqualTo("AT");
        assertThat(database.of(ipv4(172, 1))).isEqualTo("CH");
    }

    @Test
    void whatItDoesNotKnowIsEmpty() throws IOException {
        assertThat(database().of(ipv4(11, 1))).isEmpty();
        assertThat(database().of(new IpPrefix(0x2001_0DB8_0000_0000L, 1, 128))).isEmpty();
    }

    @Test
    void theSameBuildOfTheSameFileIsEqual() throws IOException {
        assertThat(database()).isEqualTo(database()).hasSameHashCodeAs(database());
    }

    @Test
    void anotherFileIsNone() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no database");

        assertThatThrownBy(() -> CountryDatabase.read(text)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CountryDatabase.read(directory.resolve("missing")))
                .isInstanceOf(IOException.class);
    }
}
