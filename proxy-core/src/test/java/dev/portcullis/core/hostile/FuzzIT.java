package dev.portcullis.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.testing.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jazzer, guided by coverage, with the corpus as seeds: a bounded number of inputs from a fixed seed, or, with
 * {@code -Dfuzz.seconds=N}, as many as there is time for. What it finds lies in {@code target/fuzz}.
 */
class FuzzIT {

    private static final int RUNS = 2_500;
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);
    private static final int PATIENCE_SECONDS = 120;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"Request", "Chunks", "Response"})
    void findsNothing(String target) throws Exception {
        Path directory =
                Files.createDirectories(Path.of("target", "fuzz", target).toAbsolutePath());
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        writeSeeds(target, seeds);
        Path said = directory.resolve("output.txt");

        Process jazzer = new ProcessBuilder(command(target, directory, corpus, seeds))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(jazzer.waitFor(SECONDS + PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("Jazzer ended; it said: %s", Files.readString(said))
                    .isTrue();
        } finally {
            jazzer.destroyForcibly();
        }

        String output = Files.readString(said);
        String done = output.lines()
                .filter(line -> line.contains("DONE"))
                .reduce((first, last) -> last)
                .orElse("not done");
        System.out.println(target + ": " + done);
        assertThat(jazzer.exitValue()).as(output).isZero();
        assertThat(done).contains("DONE");
    }

    private static List<String> command(String target, Path directory, Path corpus, Path seeds) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dio.netty.leakDetection.level=disabled",
                "-Dio.netty.allocator.type=unpooled",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzz.class.getName() + "$" + target,
                "--instrumentation_includes=dev.portcullis.core.**",
                "--instrumentation_excludes=dev.portcullis.core.hostile.**",
                "--disabled_hooks=**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-seed=1",
                "-max_len=4096",
                "-timeout=120",
                "-print_final_stats=1"));
        command.add(SECONDS > 0 ? "-max_total_time=" + SECONDS : "-runs=" + RUNS);
        command.add(corpus.toString());
        command.add(seeds.toString());
        return command;
    }

    private static void writeSeeds(String target, Path seeds) throws IOException {
        for (Corpus.Case read : Corpus.cases(target.equals("Response") ? "resp" : "req")) {
            String text = new String(read.bytes(), StandardCharsets.ISO_8859_1);
            int body = text.indexOf(CHUNKED);
            String name = read.id().replace('/', '-');
            switch (target) {
                case "Request" -> write(seeds, name, text);
                case "Chunks" -> write(seeds, name, body < 0 ? "" : text.substring(body + CHUNKED.length()));
                default -> {
                    for (int how = 0; how < 6; how++) {
                        write(seeds, name + how, (char) how + text);
                    }
                }
            }
        }
    }

    private static void write(Path directory, String name, String text) throws IOException {
        if (!text.isEmpty() && text.length() <= 4096) {
            Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
        }
    }
}
