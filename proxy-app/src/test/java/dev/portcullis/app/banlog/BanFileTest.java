package dev.portcullis.app.banlog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.rules.ban.BanListener.Lift;
import dev.portcullis.rules.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BanFileTest {

    private final ManualTime time = new ManualTime();

    @Test
    void whatHappensToABanIsOneLineEach() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BanFile file = new BanFile(out, time)) {
            file.banned(SampleBans.scanner());
            file.lifted(SampleBans.scanner(), Lift.EXPIRED);
            file.lifted(SampleBans.manual(), Lift.REMOVED);
        }

        List<JsonObject> lines =
                out.toString(US_ASCII).lines().map(JsonObject::parse).toList();
        assertThat(lines).extracting(line -> line.text("event")).containsExactly("banned", "expired", "lifted");
        assertThat(lines.get(0).text("at")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(lines.get(0).text("subject")).isEqualTo("192.0.2.7");
        assertThat(lines.get(0).text("rule")).isEqualTo("scanner");
        assertThat(out.toString(US_ASCII)).matches("(\\p{Print}+\n){3}");
    }

    @Test
    void aFileIsAppendedToAndAnotherTakesOver(@TempDir Path directory) throws Exception {
        Path first = directory.resolve("bans.log");
        Path second = directory.resolve("more.log");
        Files.writeString(first, "before\n");
        try (BanFile file = new BanFile(BanFile.open(first.toString()), time)) {
            file.writeTo(BanFile.open(second.toString()));
            file.banned(SampleBans.scanner());
        }

        assertThat(Files.readAllLines(first)).containsExactly("before");
        assertThat(Files.readAllLines(second)).hasSize(1);
    }

    @Test
    void aFullDiskCostsLinesThatAreCounted() {
        BanFile file = new BanFile(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                time);
        file.banned(SampleBans.scanner());
        file.banned(SampleBans.manual());
        file.close();

        assertThat(file.dropped()).isEqualTo(2);
    }

    @Test
    void aFileThatCantBeOpenedIsRefused(@TempDir Path directory) {
        assertThatThrownBy(() -> BanFile.open(directory.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can't write the ban log");
    }
}
