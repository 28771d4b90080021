package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real program, from its jar, as a process of its own for each test. It runs with little memory and the strictest search
 * for leaks; after each test it is stopped as an administrator would, must end cleanly, and must have said nothing of a leak
 * or an exception.
 */
final class PortcullisProcess implements BeforeEachCallback, AfterEachCallback {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    /** Heap is taken at once: what grows afterwards is outside it, and is what must not grow. */
    private static final List<String> JVM = List.of(
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=64m",
            "-Dio.netty.leakDetection.level=paranoid");

    /** A line that no run may say: a leak, an exception, a stack trace. */
    static final Pattern TROUBLE = Pattern.compile(
            "LEAK|IN MEMORY ONLY|^\\s+at [\\w.$/]+\\(|^(Exception|Caused by)|OutOfMemory|\\b\\w+(Exception|Error): ");

    private final Supplier<String> configuration;
    private final int port = FreePort.find();
    private final int adminPort = FreePort.find();
    private @Nullable Path directory;
    private @Nullable Program program;

    /** With a configuration that says all but where it listens; it is asked for just before the start. */
    PortcullisProcess(Supplier<String> configuration) {
        this.configuration = configuration;
    }

    /** The command that runs the jar as this class does, with some arguments. */
    static List<String> command(String... arguments) {
        return java(JVM, List.of(arguments));
    }

    /** Runs a command of the program to its end. */
    static Program.Finished cli(String... arguments) {
        return Program.run(COMMAND, java(List.of(), List.of(arguments)));
    }

    /** Runs a command that talks to this running program. */
    Program.Finished ask(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--admin");
        all.add("127.0.0.1:" + adminPort);
        return Program.run(COMMAND, java(List.of(), all));
    }

    private static List<String> java(List<String> options, List<String> arguments) {
        String jar = System.getProperty("portcullis.jar", "target/portcullis.jar");
        if (!Files.isReadable(Path.of(jar))) {
            throw new AssertionError(jar + " is missing: build it with mvn package");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-jar");
        command.add(jar);
        command.addAll(arguments);
        return command;
    }

    /** Where it serves the site. */
    int port() {
        return port;
    }

    /** Where the administrator asks, on 127.0.0.1. */
    int adminPort() {
        return adminPort;
    }

    /** A client with an address of 127.0.0.0/8. */
    Visitor visitor(String address) {
        return new Visitor(address, port);
    }

    Program program() {
        Program started = program;
        if (started == null) {
            throw new IllegalStateException("Portcullis is started before each test");
        }
        return started;
    }

    /** The lines of its access log so far. */
    List<String> accessLog() {
        try {
            return Files.readAllLines(accessLogFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum of its metrics whose line matches a regular expression from the start on. */
    double metric(String regex) {
        Pattern wanted = Pattern.compile(regex);
        String page;
        try {
            page = admin("/metrics").text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.lines()
                .filter(line -> wanted.matcher(line).lookingAt())
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A page of the admin listener. */
    Visitor.Page admin(String path) throws IOException {
        try (Visitor administrator = new Visitor("127.0.0.1", adminPort, "127.0.0.1:" + adminPort)) {
            return administrator.get(path);
        }
    }

    /** The memory it has in use, in bytes, as the kernel counts it. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no VmRSS: " + program().text()));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Path temporary = Files.createTempDirectory("portcullis");
        directory = temporary;
        configure(configuration.get());
        List<String> heedingHangups = new ArrayList<>(List.of("env", "--default-signal=HUP")); // not so under nohup
        heedingHangups.addAll(command("run", "--config", file().toString()));
        Program started = Program.start(heedingHangups);
        program = started;
        Await.until(
                START,
                () -> "Portcullis to be ready; it said:\n" + started.text(),
                () -> !started.isRunning() || isReady());
        assertThat(started.isRunning()).as(started.text()).isTrue();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Program running = program;
        program = null;
        Path temporary = directory;
        try {
            if (running != null) {
                try (running) {
                    running.terminate();
                    int code = running.awaitExit(STOP);
                    assertThat(code)
                            .as("exit code; it said:\n" + running.text())
                            .isIn(0, 143);
                    assertThat(running.lines()).as("what it said").noneMatch(TROUBLE.asPredicate());
                }
            }
        } finally {
            if (temporary != null) {
                Directories.delete(temporary);
            }
        }
    }

    /** Writes its configuration anew; says all but where it listens. It does not read it by itself. */
    void configure(String hocon) throws IOException {
        Files.writeString(
                file(),
                "listen = [\"127.0.0.1:" + port + "\"]\n"
                        + "admin { listen = \"127.0.0.1:" + adminPort + "\" }\n"
                        + "access-log = \"" + accessLogFile() + "\"\n"
                        + "state-directory = \"" + directory().resolve("state") + "\"\n"
                        + hocon);
    }

    /** Lets it read its configuration again, and waits for the end of that; gives back the status of the answer. */
    int reload() throws IOException {
        try (Visitor administrator = new Visitor("127.0.0.1", adminPort, "127.0.0.1:" + adminPort)) {
            administrator.send(
                    "POST",
                    "/api/v1/reload",
                    "Content-Type: application/json",
                    "Content-Length: 0",
                    "Authorization: Bearer " + token());
            return administrator.receive("POST").status();
        }
    }

    /** The administrator's token. */
    String token() throws IOException {
        return Files.readString(directory().resolve("state").resolve("admin.token"))
                .strip();
    }

    /** Sends SIGHUP. */
    void hangUp() {
        Program.run(COMMAND, List.of("/bin/sh", "-c", "kill -HUP " + program().pid()));
    }

    private Path file() {
        return directory().resolve("portcullis.conf");
    }

    /** Where its access log is. */
    Path accessLogFile() {
        return directory().resolve("access.log");
    }

    private Path directory() {
        Path temporary = directory;
        if (temporary == null) {
            throw new IllegalStateException("Portcullis is started before each test");
        }
        return temporary;
    }

    private boolean isReady() {
        try {
            return admin("/readyz").status() == 200;
        } catch (ConnectException notYet) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
