package dev.portcullis.app.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that runs as a child of the test, with all that it says. It never outlives the test's own process. */
final class Program implements AutoCloseable {

    private static final Duration KILL = Duration.ofSeconds(10);
    private static final Set<Program> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Program::close), "end-children"));
    }

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
        RUNNING.add(this);
    }

    /** Starts a command; its output and its errors are read as one. */
    static Program start(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile());
        try {
            return new Program(Path.of(command.get(0)).getFileName().toString(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Runs a command to its end, which must come within the time. */
    static Finished run(Duration atMost, List<String> command) {
        try (Program program = start(command)) {
            int code = program.awaitExit(atMost);
            return new Finished(code, program.lines());
        }
    }

    /** How a program ended: its exit code, and all that it said. */
    record Finished(int code, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    /** Where the program of this name is. Fails, with the Debian package that has it, when it is missing. */
    static String find(String name, String debianPackage) {
        for (String directory : List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
            Path path = Path.of(directory, name);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new AssertionError(
                name + " is missing: install Debian's package " + debianPackage + " (.ci/install does)");
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** All lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** All lines so far, as one text. */
    String text() {
        return String.join("\n", lines);
    }

    /** The first line that the predicate accepts; fails when there is none within the time or the program ended without it. */
    String awaitLine(Duration atMost, String what, Predicate<String> wanted) {
        Await.until(
                atMost,
                () -> what + " from " + name + ", which said:\n" + text(),
                () -> first(wanted).isPresent() || !process.isAlive());
        joinReader();
        return first(wanted).orElseThrow(() -> new AssertionError(name + " ended without " + what + ":\n" + text()));
    }

    /** Its exit code, once it has ended and all its output was read. */
    int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        name + " still runs after " + atMost.toSeconds() + " seconds; it said:\n" + text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
        joinReader();
        return process.exitValue();
    }

    /** Whether it has ended, or does within the time. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Ends it and its own children if they still run. */
    @Override
    public void close() {
        RUNNING.remove(this);
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitExit(KILL);
    }

    private Optional<String> first(Predicate<String> wanted) {
        return lines.stream().filter(wanted).findFirst();
    }

    /** A grandchild may hold the output open after the program has ended: this waits only so long. */
    private void joinReader() {
        if (process.isAlive()) {
            return;
        }
        try {
            reader.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException closed) {
            // the process was killed; what it said until then is there
        }
    }
}
