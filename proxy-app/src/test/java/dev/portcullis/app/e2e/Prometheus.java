package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Debian's Prometheus with the shipped configuration, which scrapes a Portcullis once a second instead of every quarter of a minute. */
final class Prometheus implements AutoCloseable {

    private static final Path SHIPPED = Path.of("../conf/prometheus");
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PROMTOOL = Duration.ofSeconds(60);

    private final int port = FreePort.find();
    private final Path directory;
    private final Program program;

    private Prometheus(Path directory, String target) throws IOException {
        this.directory = directory;
        Files.copy(SHIPPED.resolve("alerts.yml"), directory.resolve("alerts.yml"));
        Files.writeString(
                directory.resolve("prometheus.yml"),
                Files.readString(SHIPPED.resolve("prometheus.yml"))
                        .replace("127.0.0.1:9911", target)
                        .replace("interval: 15s", "interval: 1s"));
        program = Program.start(List.of(
                Program.find("prometheus", "prometheus"),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    }

    /** Starts one that scrapes this address; ready to be asked. */
    static Prometheus scraping(String target) throws IOException {
        Prometheus started = new Prometheus(Files.createTempDirectory("prometheus"), target);
        try {
            Await.until(
                    START,
                    () -> "Prometheus to be ready; it said:\n" + started.program.text(),
                    () -> started.program.text().contains("Server is ready to receive web requests"));
        } catch (AssertionError | RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Runs promtool, with a file as its input, to its end. */
    static Program.Finished promtool(Path input, String arguments) {
        String command = Program.find("promtool", "prometheus") + " " + arguments + " < '" + input + "'";
        return Program.run(PROMTOOL, List.of("/bin/sh", "-c", command));
    }

    /** The values that an expression has now, as they are written; one that is refused fails. */
    List<String> query(String expression) {
        Map<String, @Nullable Object> data = data("/api/v1/query?query=" + encoded(expression));
        return Json.objects(data, "result").stream()
                .map(sample -> String.valueOf(((List<?>) Objects.requireNonNull(sample.get("value"))).get(1)))
                .toList();
    }

    /** What {@code label_values(selector, label)} gives in Grafana. */
    List<String> labelValues(String selector, String label) {
        String path = "/api/v1/label/" + label + "/values?match%5B%5D=" + encoded(selector);
        return ((List<?>) Objects.requireNonNull(ask(path).get("data")))
                .stream().map(String::valueOf).toList();
    }

    /** The rules that are in force, with their health and state. */
    List<Map<String, @Nullable Object>> rules() {
        return Json.objects(data("/api/v1/rules"), "groups").stream()
                .flatMap(group -> Json.objects(group, "rules").stream())
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> data(String path) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(ask(path).get("data"));
    }

    private Map<String, @Nullable Object> ask(String path) {
        try (Visitor administrator = new Visitor("127.0.0.1", port, "127.0.0.1:" + port)) {
            Visitor.Page page = administrator.get(path);
            if (page.status() != 200) {
                throw new AssertionError(path + ": " + page.text());
            }
            return Json.object(page.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        program.terminate();
        try {
            program.awaitExit(START);
        } finally {
            program.close();
        }
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
