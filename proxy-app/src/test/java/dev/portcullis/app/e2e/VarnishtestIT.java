package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Debian's varnishtest, which is nobody's of this project, plays clients and origin: {@code src/test/varnishtest}. */
@Timeout(120)
class VarnishtestIT {

    private static final Path STORIES = Path.of("src/test/varnishtest").toAbsolutePath();
    private static final String ORIGIN = "127.0.0.1:" + FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"http://" + ORIGIN + "\"\n");

    @Test
    void everyStoryIsTrue() throws IOException {
        List<Path> stories = stories();
        List<String> command = new ArrayList<>(List.of(
                Program.find("varnishtest", "varnish"),
                "-D",
                "origin=" + ORIGIN,
                "-D",
                "proxy=127.0.0.1:" + portcullis.port(),
                "-t",
                "30"));
        stories.forEach(story -> command.add(story.toString()));

        Program.Finished finished = Program.run(Duration.ofSeconds(90), command);

        assertThat(finished.code()).as(finished.text()).isZero();
        for (Path story : stories) {
            assertThat(finished.lines()).anyMatch(line -> line.contains(story + " passed"));
        }
    }

    private static List<Path> stories() throws IOException {
        try (Stream<Path> files = Files.list(STORIES)) {
            List<Path> stories = files.filter(file -> file.toString().endsWith(".vtc"))
                    .sorted()
                    .toList();
            assertThat(stories).hasSizeGreaterThanOrEqualTo(8);
            return stories;
        }
    }
}
